"""What functions do to the world outside of the process, and what they get from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Definition, Display, ExprUnion, Literal, Name
from hidden_state.project.entries.rows import arguments
from hidden_state.project.records import (
    ClassValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    ScopeId,
)
from hidden_state.project.work.doing import Doings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.facts import Call
    from hidden_state.models.doing import Does
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import Ref

MOST_FUNCTIONS = 150
MOST_OVERRIDES = 8
CALLABLE = (Name, Attribute, Definition)
WRITING = frozenset("wax+")


class Deed(NamedTuple):
    """A call that does something: `name` is what is called, at `line` of scope `at`."""

    does: Does
    name: str
    at: ScopeId
    line: int


class Own(NamedTuple):
    """What a function does itself, and the functions that it runs."""

    deeds: tuple[Deed, ...]
    runs: tuple[ScopeId, ...]


class Effects:
    """Finds what functions do, through the functions of the project that they call."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Start with no function asked for."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._doings = Doings(evaluator.models)
        self._own: dict[ScopeId, Own] = {}

    def of(self, functions: Iterable[ScopeId]) -> list[Deed]:
        """Return what running FUNCTIONS does, nearest first."""
        return [deed for function in self.reach(functions) for deed in self.own(function).deeds]

    def reach(self, functions: Iterable[ScopeId]) -> list[ScopeId]:
        """Return FUNCTIONS and those of the project that they run, nearest first."""
        queue = list(dict.fromkeys(functions))
        seen = set(queue)
        for function in queue:
            for inner in self.own(function).runs:
                if inner not in seen and len(seen) < MOST_FUNCTIONS:
                    seen.add(inner)
                    queue.append(inner)
        return queue

    def of_name(self, name: str) -> Iterator[Does]:
        """Yield what calling an outside name does."""
        row = self._doings.named(name)
        if row is not None:
            yield row.does

    def own(self, function: ScopeId) -> Own:
        """Return what FUNCTION does itself, and what it runs."""
        found = self._own.get(function)
        if found is None:
            self._own[function] = Own((), ())
            found = self._own[function] = self._look(function)
        return found

    def _look(self, function: ScopeId) -> Own:
        return self.done_by(function, self._program.scope(function).calls)

    def done_by(self, function: ScopeId, calls: Iterable[Call]) -> Own:
        """Return what some of the CALLS of FUNCTION do, and what they run."""
        deeds: list[Deed] = []
        runs: list[ScopeId] = []
        for call in calls:
            deed = self.deed(function, call)
            if deed is not None:
                deeds.append(deed)
            runs.extend(
                inner
                for ref in self._evaluator.evaluate(function, call.func)
                for inner in self.run_by(ref)
            )
            for argument in _callables(call):
                for ref in self._evaluator.evaluate(function, argument):
                    if type(ref.value) is FunctionValue:
                        runs.extend(self.run_by(ref))
        return Own(tuple(deeds), tuple(dict.fromkeys(runs)))

    def deed(self, at: ScopeId, call: Call) -> Deed | None:
        """Return what one call does itself, if that is known and anything."""
        known = False
        for ref in self._evaluator.evaluate(at, call.func):
            if isinstance(ref.value, (FunctionValue, ClassValue, InstanceValue)):
                known = True
            for name in self._names(at, call.func, ref):
                known = True
                does = self._doings.named(name)
                if does is not None and does.mode and _writes(call, does.mode):
                    return Deed("write", name, at, call.line)
                if does is not None and does.does != "nothing":
                    return Deed(does.does, name, at, call.line)
        if not known and isinstance(call.func, Attribute):
            loose = self._doings.method("", call.func.attr)
            if loose is not None:
                return Deed(loose, call.func.attr, at, call.line)
        return None

    def _names(self, at: ScopeId, func: ExprUnion, ref: Ref) -> Iterator[str]:
        """Yield the outside names that REF, what FUNC can be, is called by.

        A method whose result has a type of its own is known by its receiver.
        """
        if isinstance(ref.value, ExternalValue):
            yield ref.value.name
        elif isinstance(ref.value, ExternalInstance):
            if not isinstance(func, Attribute):
                yield ref.value.name
                return
            for owner in self._evaluator.evaluate(at, func.value):
                if isinstance(owner.value, (ExternalValue, ExternalInstance)):
                    yield f"{owner.value.name}.{func.attr}"
                elif isinstance(owner.value, InstanceValue):
                    for base in self._evaluator.classes.external_bases(owner.value.class_id):
                        yield f"{base}.{func.attr}"

    def run_by(self, ref: Ref) -> Iterator[ScopeId]:
        """Yield the functions of the project that calling REF runs."""
        classes = self._evaluator.classes
        match ref.value:
            case FunctionValue(function, receiver):
                yield function
                class_id = self._program.enclosing_class(function)
                if receiver is not None and class_id is not None:
                    name = self._program.scope(function).name
                    for below in classes.subclasses(class_id)[:MOST_OVERRIDES]:
                        override = classes.method(below, name)
                        if override is not None:
                            yield override
            case ClassValue(class_id):
                for name in ("__init__", "__post_init__"):
                    method = classes.method(class_id, name)
                    if method is not None:
                        yield method
            case InstanceValue(class_id):
                method = classes.method(class_id, "__call__")
                if method is not None:
                    yield method
            case _:
                return


def _callables(call: Call) -> Iterator[ExprUnion]:
    """Yield the arguments of CALL that it may call."""
    for value in call.given:
        for item in value.items if isinstance(value, Display) else (value,):
            if isinstance(item, CALLABLE):
                yield item


def _writes(call: Call, mode: tuple[int | str, ...]) -> bool:
    """Whether one of the arguments that may give a mode gives one that writes."""
    return any(
        isinstance(value, Literal)
        and isinstance(value.value, str)
        and len(value.value) <= 3
        and not WRITING.isdisjoint(value.value)
        for value in arguments(call, mode)
    )
