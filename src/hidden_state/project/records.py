"""The words of the analysis: values, places, references and call edges."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from hidden_state.facts import ExprUnion


class ScopeId(Struct, frozen=True, gc=False, order=True):
    """A scope of the project: file number and scope number."""

    file: int
    scope: int


class ModuleValue(Struct, frozen=True, gc=False):
    """A module or package of the project; `file` is -1 for a folder without `__init__.py`."""

    file: int
    dotted: str


class ClassValue(Struct, frozen=True, gc=False):
    """A class of the project."""

    id: ScopeId


class InstanceValue(Struct, frozen=True, gc=False):
    """An object of a class of the project."""

    class_id: ScopeId


class FunctionValue(Struct, frozen=True, gc=False):
    """A function of the project, bound to `receiver` if it is a method taken from an object."""

    id: ScopeId
    receiver: Ref | None = None


class ExternalValue(Struct, frozen=True, gc=False):
    """A name of another distribution or of the standard library."""

    name: str


class ExternalInstance(Struct, frozen=True, gc=False):
    """What calling the outside name `name` gives."""

    name: str


class ContainerValue(Struct, frozen=True, gc=False):
    """A container built by a display, a comprehension or a copying call."""

    scope: ScopeId
    display: ExprUnion


class AnnotatedValue(Struct, frozen=True, gc=False):
    """A container that is only known from its annotation."""

    scope: ScopeId
    annotation: ExprUnion


class ConstantValue(Struct, frozen=True, gc=False):
    """A constant."""

    value: str | int | float | bool | None


class TextValue(Struct, frozen=True, gc=False):
    """A text or path that is known in part; `{}` stands for what is not."""

    template: str


class EnvironmentValue(Struct, frozen=True, gc=False):
    """What the environment says of `variable`; `default` is what holds when it says nothing.

    A variable that has to be set has an unknown default.  Where the deployment sets it, that holds,
    and `coded` is what the code says.
    """

    variable: str
    default: Value | None = None
    coded: EnvironmentValue | None = None


class UnknownValue(Struct, frozen=True, gc=False):
    """Something that could not be resolved."""


Value: TypeAlias = (
    ModuleValue
    | ClassValue
    | InstanceValue
    | FunctionValue
    | ExternalValue
    | ExternalInstance
    | ContainerValue
    | AnnotatedValue
    | ConstantValue
    | TextValue
    | EnvironmentValue
    | UnknownValue
)


class Place(Struct, frozen=True, gc=False):
    """Where an object is kept: a root and the steps from it (field names, '[]' for an element).

    `kind` is global (name in a module), class (attribute of a class), closure (variable of an
    enclosing function), function (attribute of a function), default (default value of a
    parameter), cached (result of a memoised function), singleton (the one object of a class),
    external (an outside name) or parameter (not known before the callers are asked).
    """

    kind: str
    scope: ScopeId
    name: str
    path: tuple[str, ...] = ()

    def step(self, name: str) -> Place:
        """Return the place one step below; long paths are cut."""
        if len(self.path) >= 6:
            return self
        return Place(self.kind, self.scope, self.name, (*self.path, name))

    def under(self, path: tuple[str, ...]) -> Place:
        """Return the place that `path` leads to from here."""
        if not path:
            return self
        return Place(self.kind, self.scope, self.name, (self.path + path)[:6])

    @property
    def root(self) -> Place:
        """The place without its steps."""
        return Place(self.kind, self.scope, self.name) if self.path else self


class Ref(Struct, frozen=True, gc=False):
    """A value and the place it was read from; no place means made here or unknown."""

    value: Value
    place: Place | None = None


UNKNOWN = Ref(UnknownValue())
NOWHERE = ScopeId(-1, -1)


class Edge(Struct, frozen=True, gc=False):
    """`caller` runs the callee; `call` is the number of the call in the caller, -1 if none.

    `shift` is 1 when the callee's first parameter is bound, `receiver` what it is bound to.
    `weak` edges rest on the callee's name alone.  `argument` is where the callee is passed to
    another callable that will run it, -1 when it is called.
    """

    caller: ScopeId
    call: int
    line: int
    receiver: Ref | None = None
    shift: int = 0
    weak: bool = False
    argument: int = -1


class EntryPoint(Struct, frozen=True, gc=False):
    """A function that the outside world runs."""

    function: ScopeId
    kind: str
    runs: str
    name: str
    line: int
    file: int
    instance: str | None = None
    receiver: Ref | None = None
    library: str = ""
    parameters: tuple[str, ...] = ()
