"""What evaluation remembers, and the questions that its parts ask one another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from hidden_state.facts import Binding, Call, ExprUnion, Parameter, Result
from hidden_state.project.annotations import parsed_name
from hidden_state.project.classes import ClassTable
from hidden_state.project.evaluation.refs import APPLICATION, Refs
from hidden_state.project.records import (
    ConstantValue,
    Edge,
    EnvironmentValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    Ref,
    ScopeId,
    UnknownValue,
)

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from hidden_state.project.knowledge import Knowledge
    from hidden_state.project.program import Program
    from hidden_state.project.records import Value
    from hidden_state.scaling import Assigned

DEEPEST = 50
ANCHORED = frozenset({ExternalInstance, ExternalValue, InstanceValue})


class Evaluation(ABC):
    """The memory of the evaluator; each part answers some of its questions."""

    def __init__(self, program: Program, models: Knowledge) -> None:
        """Start with nothing evaluated; `callers` and the like are set by those who know."""
        self.program = program
        self.models = models
        self.classes = ClassTable(program, self.evaluate)
        self.callers: Callable[[ScopeId], list[Edge]] = lambda _: []
        self.environment: Mapping[str, Assigned] = {}
        self.serves: Callable[[ScopeId], bool] = lambda _: False
        self.applied_to: Callable[[ScopeId], list[ScopeId]] = lambda _: []
        self.applications: set[str] = set()
        self.mentions: Counter[str] | None = None
        self.entry_parameters: dict[ScopeId, tuple[str, ...]] = {}
        self._application_classes: dict[ScopeId, bool] = {}
        self._memo: dict[tuple[ScopeId, int], Refs] = {}
        self._names: dict[tuple[ScopeId, str], Refs] = {}
        self._fields: dict[tuple[ScopeId, str], Refs] = {}
        self._single: dict[ScopeId, bool] = {}
        self._row_classes: dict[ScopeId, bool] = {}
        self._partial: dict[tuple[ScopeId, str], list[Ref]] = {}
        self._active: set[tuple[object, ...]] = set()
        self._kept: list[ExprUnion] = []
        self._parsed: dict[str, ExprUnion] = {}
        self._depth = 0

    def from_environment(self, variable: str, default: Value | None) -> EnvironmentValue:
        """Return what is known of VARIABLE; what the deployment sets goes before DEFAULT."""
        told = self.environment.get(variable)
        coded = EnvironmentValue(variable, default)
        if told is None:
            return coded
        value = UnknownValue() if told.value is None else ConstantValue(told.value)
        return EnvironmentValue(variable, value, coded)

    @abstractmethod
    def evaluate(self, at: ScopeId, expr: ExprUnion) -> Refs:
        """Return what EXPR, read in scope AT, can be."""

    @abstractmethod
    def name(self, at: ScopeId, name: str) -> Refs:
        """Return what NAME means in scope AT."""

    @abstractmethod
    def bound(self, owner: ScopeId, binding: Binding) -> Iterator[Ref]:
        """Yield what one binding of a name gives, its annotation included."""

    @abstractmethod
    def parameter(self, owner: ScopeId, parameter: Parameter) -> Iterator[Ref]:
        """Yield what a parameter can be; its place is not known before the callers are asked."""

    @abstractmethod
    def argument(self, edge: Edge, callee: ScopeId, name: str) -> Refs:
        """Return what the caller of EDGE passes for parameter NAME of CALLEE."""

    @abstractmethod
    def member(self, ref: Ref, attr: str, at: ScopeId) -> Iterable[Ref]:
        """Yield what `REF.attr` is."""

    @abstractmethod
    def elements(self, ref: Ref) -> Iterator[Ref]:
        """Yield what an element of REF is."""

    @abstractmethod
    def item(self, ref: Ref, key: ExprUnion, at: ScopeId) -> Iterator[Ref]:
        """Yield what REF holds under KEY, an expression in scope AT."""

    @abstractmethod
    def stored_under(self, ref: Ref, key: str) -> Iterator[Ref]:
        """Yield what writes put under a literal key of a dict that was made without it."""

    @abstractmethod
    def called(self, ref: Ref, call: Call | None, at: ScopeId) -> Iterator[Ref]:
        """Yield what calling REF gives."""

    @abstractmethod
    def returned(self, function: FunctionValue, call: Call | None, at: ScopeId) -> Iterable[Ref]:
        """Return what FUNCTION gives, its parameters replaced by the arguments of CALL."""

    def is_container_class(self, class_id: ScopeId) -> bool:
        """Whether objects of the class are containers by inheritance."""
        return any(
            self.models.learned_kind(base) == "container"
            for base in self.classes.external_bases(class_id)
        )

    def _outside_decorators(self, definition: ScopeId) -> Iterator[str]:
        """Yield the outside names among the decorators of a function or class."""
        parent = self.program.parent(definition)
        for decorator in self.program.scope(definition).decorators:
            func = decorator
            if isinstance(decorator, Result):
                func = self.program.scope(parent).calls[decorator.call].func
            for ref in self.evaluate(parent, func):
                if isinstance(ref.value, ExternalValue):
                    yield ref.value.name

    def _anchored(self, refs: Refs) -> Refs:
        """Place a framework's application where all its names and aliases lead."""
        for ref in refs:
            if type(ref.value) in ANCHORED and self._anchored_ref(ref) is not ref:
                return tuple([self._anchored_ref(item) for item in refs])
        return refs

    def _anchored_ref(self, ref: Ref) -> Ref:
        value = ref.value
        if type(value) is InstanceValue:
            is_anchor = self._is_application(value.class_id) and ref.place != APPLICATION
            return Ref(value, APPLICATION) if is_anchor else ref
        if (
            (type(value) is ExternalInstance or type(value) is ExternalValue)
            and self.models.kind_of(value.name) == "application"
            and ref.place != APPLICATION
            and (type(value) is ExternalInstance or value.name.rpartition(".")[2].islower())
        ):
            self.applications.add(value.name)
            return Ref(ExternalInstance(value.name), APPLICATION)
        return ref

    def _is_application(self, class_id: ScopeId) -> bool:
        """Whether a class of the project is a framework's application."""
        found = self._application_classes.get(class_id)
        if found is None:
            self._application_classes[class_id] = False
            names = self.classes.external_bases(class_id)
            kinds = {name: self.models.kind_of(name) for name in names}
            found = "application" in kinds.values()
            self._application_classes[class_id] = found
            if found:
                self.applications.update(n for n, kind in kinds.items() if kind == "application")
        return found

    def parsed(self, text: str) -> ExprUnion:
        """Return a quoted annotation as an expression, the same object each time."""
        found = self._parsed.get(text)
        if found is None:
            found = self._parsed[text] = parsed_name(text)
        return found

    def forget(self, functions: set[ScopeId]) -> None:
        """Drop the answers about FUNCTIONS, because new facts about their parameters are known."""
        self._memo = {key: refs for key, refs in self._memo.items() if key[0] not in functions}
        self._names = {key: refs for key, refs in self._names.items() if key[0] not in functions}
        self._fields.clear()
