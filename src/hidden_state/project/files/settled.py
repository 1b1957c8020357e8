"""What settings, the environment and the machine say of a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Item, Literal
from hidden_state.project.files import text as texts
from hidden_state.project.files.core import Named, PathMemory, Traced
from hidden_state.project.files.setting_lines import expression_at
from hidden_state.project.records import (
    ConstantValue,
    EnvironmentValue,
    ExternalInstance,
    Ref,
)
from hidden_state.project.settings.asked import setting_name

if TYPE_CHECKING:
    from hidden_state.facts import ExprUnion
    from hidden_state.project.records import ScopeId

FOLDER = "folder"
OWN_FOLDER = "own folder"


class Settled(PathMemory):
    """Names what is the same in each run by where it comes from."""

    def settled(self, at: ScopeId, expr: ExprUnion) -> Traced | None:
        """Return what settings, the environment or the machine say, None for anything else."""
        for ref in self.evaluator.evaluate(at, expr):
            found = self._settled(ref)
            if found is not None:
                return found
        if isinstance(expr, Item) and isinstance(expr.key, Literal):
            base = self.trace(at, expr.value)
            if base.text.startswith(texts.SETTLED) and "/" not in base.text:
                key = str(expr.key.value)
                return Traced(texts.token(texts.SETTLED, f"{base.text}.{key}", key))
        return None

    def _settled(self, ref: Ref) -> Traced | None:
        match ref.value:
            case EnvironmentValue(coded=EnvironmentValue() as coded):  # a folder keeps its name
                return self._settled(Ref(coded, ref.place))
            case EnvironmentValue(variable, default):
                known = default.value if isinstance(default, ConstantValue) else None
                if isinstance(known, str) and known:
                    return Traced(texts.cleaned(texts.literal(known)))
                return Traced(texts.token(texts.SETTLED, f"environment {variable}", variable))
            case ConstantValue(str() as known) if known:
                return Traced(texts.cleaned(texts.literal(known)))
            case ExternalInstance(name) if self._is_folder(name):
                sort = self.evaluator.models.paths[name].makes
                return Traced(texts.token(texts.SETTLED, f"{sort} {name}", name.rpartition(".")[2]))
            case _:
                return self._of_bag(ref)

    def _of_bag(self, ref: Ref) -> Traced | None:
        """Return a setting: something that hangs on the application or the settings."""
        name = setting_name(self.evaluator.models, ref)
        if not name:
            return None
        if name not in self._set:
            self._set[name] = Traced(texts.token(texts.SETTLED, f"{texts.SETTING} {name}", name))
            self._set[name] = self._of_setting(name) or self._set[name]
        return self._set[name]

    def _of_setting(self, name: str) -> Traced | None:
        """Return the folder that all settings give NAME, None where they do not agree on one."""
        found: dict[str, Traced] = {}
        for setting in self.settings.values(name) if self.settings is not None else ():
            given = expression_at(self.program, setting.span, name)
            traced = self.trace(*given) if given is not None else Traced("")
            if not (texts.is_rooted(traced.text) and "/" in traced.text):
                return None
            known = Named(traced.text, name, setting.span)
            found.setdefault(traced.text, Traced(traced.text, (known, *traced.names)))
        return next(iter(found.values())) if len(found) == 1 else None

    def _is_folder(self, name: str) -> bool:
        row = self.evaluator.models.paths.get(name)
        return row is not None and row.makes in (FOLDER, OWN_FOLDER)
