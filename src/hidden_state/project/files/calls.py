"""Which calls touch files."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Choice, Item, Joined, Literal
from hidden_state.project.entries.rows import arguments
from hidden_state.project.files.flags import flags
from hidden_state.project.files.origins import package_of
from hidden_state.project.records import (
    ConstantValue,
    ExternalInstance,
    ExternalValue,
    ScopeId,
    UnknownValue,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.models.file import FileDoes
    from hidden_state.models.file_tables import FileRow
    from hidden_state.project.evaluation.evaluator import Evaluator

WRITING = frozenset("wax+")
UPLOAD = "upload"
PATHS = ("pathlib.Path", "anyio.Path", "trio.Path")


class FileCall(NamedTuple):
    """Call `number` of scope `at` does something to the file that `path` says.

    `subject` is the public name of what is called; `is_loose` says that the object is not known.
    `step` counts the commands that one call runs, from 1.
    """

    at: ScopeId
    number: int
    call: Call
    subject: str
    row: FileRow
    does: FileDoes
    path: ExprUnion | None
    is_loose: bool = False
    mode: str = ""
    step: int = 0


class FileCalls:
    """Finds them by the rows of the models."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Take what resolves names."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._rows = evaluator.models.files

    @cached_property
    def all(self) -> tuple[FileCall, ...]:
        """Every call that touches a file."""
        return tuple(self._found())

    def _found(self) -> Iterator[FileCall]:
        for last, owners in sorted(self._callees().items()):
            for site in self._program.calls_by_name.get(last, ()):
                if site.argument >= 0:
                    continue
                call = self._program.call(site)
                at = ScopeId(site.file, site.scope)
                if any(self._has_path(call, self._rows[name]) for name in owners):
                    found = self._resolved(at, site.call, call, owners)
                    if found is not None:
                        yield found

    def _callees(self) -> dict[str, list[str]]:
        """Return the names of rows by the last names that they are called by."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in self._rows:
            last = name.rpartition(".")[2]
            for alias in (last, *self._program.aliases.get(last, ())):
                found[alias].append(name)
        return found

    def _has_path(self, call: Call, row: FileRow) -> bool:
        if row.receiver:
            given = len(call.args) + len(call.keywords)
            return isinstance(call.func, Attribute) and (row.does != "move" or given == 1)
        return row.does == "temporary" or any(True for _ in arguments(call, (*row.path, *row.into)))

    def _resolved(self, at: ScopeId, number: int, call: Call, owners: list[str]) -> FileCall | None:
        is_own = outside = False
        for ref in self._evaluator.evaluate(at, call.func):
            if isinstance(ref.value, (ExternalValue, ExternalInstance)):
                name = self._owner(ref.value.name, owners)
                if name is not None:
                    return self._made(at, number, call, name, False)
                outside = outside or ref.place is None or ref.place.kind == "external"
            elif not isinstance(ref.value, UnknownValue):
                is_own = True
        if is_own or not isinstance(call.func, Attribute):
            return None
        name = self._of_package(at, call.func.value, owners)
        if name is not None:
            return self._made(at, number, call, name, False)
        for name in owners:
            row = self._rows[name]
            if row.loose and not (outside and (row.receiver or row.purpose == UPLOAD)):
                return self._made(at, number, call, name, True)
        return None

    def _owner(self, subject: str, owners: list[str]) -> str | None:
        """Return the row for an outside name: its own, or that of a method of the package."""
        for name in map(_of_path, self._evaluator.models.names_of(subject)):
            if name in owners:
                return name
        package = subject.partition(".")[0]
        last = subject.rpartition(".")[2]
        return self._wide(package, [name for name in owners if name.endswith(f".{last}")])

    def _of_package(self, at: ScopeId, receiver: ExprUnion, owners: list[str]) -> str | None:
        """Return the row for a method of what is taken out of a package's object."""
        if not any(self._rows[name].package for name in owners):
            return None
        return self._wide(package_of(self._evaluator, at, receiver), owners)

    def _wide(self, package: str, names: Iterable[str]) -> str | None:
        """Return the first of NAMES that counts for all objects of PACKAGE."""
        own = (name for name in names if name.partition(".")[0] == package)
        return next((name for name in own if self._rows[name].package), None)

    def _made(
        self, at: ScopeId, number: int, call: Call, name: str, is_loose: bool
    ) -> FileCall | None:
        row = self._rows[name]
        if not self._has_path(call, row):
            return None
        does, mode = row.does, ""
        if row.writes:
            known = self._flags(at, call, row)
            if not known:
                return None
            does = "write" if known & set(row.writes) else "read"
        elif row.mode:
            given = self._mode(at, call, row)
            if given is None or (is_loose and not given):
                return None
            does, mode = "write" if WRITING & set(given) else "read", given
        return FileCall(at, number, call, name, row, does, path_of(call, row), is_loose, mode)

    def _flags(self, at: ScopeId, call: Call, row: FileRow) -> set[str]:
        """Return the flags of opening, nothing where they are left out or not known."""
        given = next(arguments(call, row.mode), None)
        return set(flags(self._evaluator, at, given)) if given is not None else set()

    def _mode(self, at: ScopeId, call: Call, row: FileRow) -> str | None:
        """Return the mode of opening, '' where it is left out, None where it is not known."""
        for argument in arguments(call, row.mode):
            for ref in self._evaluator.evaluate(at, argument):
                if isinstance(ref.value, ConstantValue) and isinstance(ref.value.value, str):
                    return ref.value.value
            return None
        return ""


def _of_path(name: str) -> str:
    """Return a method as one of a path, where it is called on what a method of a path gives."""
    for path in PATHS:
        if name.startswith(f"{path}."):
            return f"{path}.{name.rpartition('.')[2]}"
    return name


def is_false(expr: ExprUnion) -> bool:
    """Whether an expression is plainly False."""
    return expr == Literal(False)


def source_of(found: FileCall) -> ExprUnion | None:
    """Return what a call copies or moves."""
    if found.row.receiver and found.does == "move" and isinstance(found.call.func, Attribute):
        return found.call.func.value
    return next(arguments(found.call, found.row.source), None)


def path_of(call: Call, row: FileRow) -> ExprUnion | None:
    """Return the path that a call is given, as an expression of its own where it says a part."""
    path = next(arguments(call, (*row.into, *row.path)), None)
    if row.receiver and row.does != "move" and path is None and isinstance(call.func, Attribute):
        return call.func.value
    if path is None or not (row.item or row.ending):
        return path
    ending = next(arguments(call, row.ending), None)
    if ending is not None:
        return Joined("+", (path, Literal("."), ending))
    return Choice(tuple(_items(path, row.item))) if row.item else path


def _items(mapping: ExprUnion, keys: Iterable[str]) -> Iterator[ExprUnion]:
    """Yield what may be under each of KEYS, `a.b` being b in a mapping under a."""
    for key in keys:
        found = mapping
        for part in key.split("."):
            found = Item(found, Literal(part))
        yield found
