"""Fields of classes whose values come from the environment before their defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Binding, Call, ExprUnion, Literal, Result
from hidden_state.project.evaluation.core import Evaluation
from hidden_state.project.records import (
    UNKNOWN,
    ConstantValue,
    ExternalValue,
    Ref,
    ScopeId,
    TextValue,
    UnknownValue,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class Defaults(Evaluation):
    """Resolves such fields."""

    def reads_environment(self, class_id: ScopeId) -> bool:
        """Whether the environment goes before what the class gives its fields."""
        return any(map(self.models.reads_environment, self.classes.external_bases(class_id)))

    def is_field(self, at: ScopeId, call: Call) -> bool:
        """Whether a call describes a field, its default among the arguments."""
        return any(
            isinstance(ref.value, ExternalValue)
            and self.models.wrappers.get(ref.value.name) == "field"
            for ref in self.evaluate(at, call.func)
        )

    def _setting(self, owner: ScopeId, binding: Binding) -> Iterator[Ref]:
        """Yield a field of a class of settings: the environment's, or the default."""
        variable = self._variable(owner, binding)
        for ref in self._default(owner, binding):
            match ref.value:
                case ConstantValue(None):
                    yield Ref(self.from_environment(variable, None))
                case ConstantValue() | TextValue() | UnknownValue():
                    yield Ref(self.from_environment(variable, ref.value))
                case _:
                    yield ref

    def _variable(self, owner: ScopeId, binding: Binding) -> str:
        """Return the variable that a field is read from: its alias, or its name with the prefix."""
        calls = self.program.scope(owner).calls
        if isinstance(binding.value, Result):
            keywords = dict(calls[binding.value.call].keywords)
            for name in ("validation_alias", "alias", "env"):
                alias = keywords.get(name)
                if isinstance(alias, Literal) and isinstance(alias.value, str):
                    return alias.value.upper()
        prefixes = (dict(call.keywords).get("env_prefix") for call in calls)
        prefix = next((item.value for item in prefixes if isinstance(item, Literal)), "")
        return f"{prefix}{binding.name}".upper()

    def _default(self, owner: ScopeId, binding: Binding) -> Iterator[Ref]:
        value = binding.value
        if isinstance(value, Result):
            call = self.program.scope(owner).calls[value.call]
            if self.is_field(owner, call):
                default = field_default(call)
                yield from (UNKNOWN,) if default is None else self.evaluate(owner, default)
                return
        yield from self.bound(owner, binding)


def field_default(call: Call) -> ExprUnion | None:
    """Return the default that the description of a field has."""
    named = dict(call.keywords).get("default")
    return call.args[0] if named is None and call.args else named
