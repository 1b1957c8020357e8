"""What is put into a file, and what is taken out of it: uploads, data of a format."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Element, Entered, Item, Literal, Name, Result, Unpacked
from hidden_state.project.entries.rows import arguments
from hidden_state.project.files.calls import source_of
from hidden_state.project.provenance import parts_of
from hidden_state.project.records import ExternalInstance, ExternalValue
from hidden_state.project.sites import last_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.models.file_tables import FormatRow
    from hidden_state.project.files.calls import FileCall
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId

DEEPEST = 6
MOST_CALLERS = 12
WRITING = frozenset(
    {"write", "writelines", "writestr", "writerow", "writerows", "truncate", "dump"}
)
COPYING = {"copyfileobj": (1, "fdst")}
"""Functions that put something into an open file, and the argument that is that file."""


class Contents(NamedTuple):
    """What a touch puts into a file or takes out of it.

    `formats` are names of formats, `is_changed` says that something is put in for sure.
    """

    formats: frozenset[str] = frozenset()
    is_upload: bool = False
    is_changed: bool = False


class Reading:
    """Looks at what is done with an open file."""

    def __init__(self, linked: Linked) -> None:
        """Take the linked project."""
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program

    def of(self, found: FileCall) -> Contents:
        """Return what a call puts into a file, or takes out of it."""
        at, number = found.at, found.number
        formats: set[str] = set()
        given: list[ExprUnion] = []
        changed = False
        spans = tuple(self._names(at, number))
        own = self._evaluator.models.formats.get(found.subject)
        formats.update([own.format] if own is not None else [])
        for call in self._program.scope(at).calls:
            if call is found.call:
                given.extend(found.call.args)
                continue
            names = frozenset(name for name, lines in spans if call.line in lines)
            handed = call.given
            is_method = isinstance(call.func, Attribute) and _is_of(call.func.value, names, number)
            if is_method or any(_is_of(item, names, number) for item in handed):
                row = self._format(at, call)
                formats.update([row.format] if row is not None else [])
                changed = changed or self._changes(call, names, number)
                changed = changed or (row is not None and not row.loads)
                given.extend(handed)
        source = source_of(found)
        given.extend([source] if source is not None else [])
        for item in given:
            formats.update(self._formats_in(at, item, 0))
        return Contents(
            frozenset(formats), any(self._is_upload(at, item, 0) for item in given), changed
        )

    def _changes(self, call: Call, names: frozenset[str], number: int) -> bool:
        """Whether a call puts something into the open file that it is given, or a method of."""
        last = last_part(call.func)
        if last in COPYING:
            target = next(arguments(call, COPYING[last]), None)
            return target is not None and _is_of(target, names, number)
        return last in WRITING

    def _names(self, at: ScopeId, number: int) -> Iterator[tuple[str, range]]:
        """Yield the names that an open file goes by, and the lines up to the name's next value."""
        bindings = self._program.scope(at).bindings
        for binding in bindings:
            value = binding.value
            if isinstance(value, Entered):
                value = value.value
            if isinstance(value, Result) and value.call == number:
                later = (
                    other.line
                    for other in bindings
                    if other.name == binding.name and other.line > binding.line
                )
                last = min(later, default=self._program.scope(at).end_line)
                yield binding.name, range(binding.line, last + 1)

    def _format(self, at: ScopeId, call: Call) -> FormatRow | None:
        models = self._evaluator.models
        for ref in self._evaluator.evaluate(at, call.func):
            if isinstance(ref.value, (ExternalValue, ExternalInstance)):
                for name in models.names_of(ref.value.name):
                    if name in models.formats:
                        return models.formats[name]
        return None

    def _formats_in(self, at: ScopeId, expr: ExprUnion, depth: int) -> Iterator[str]:
        """Yield the formats that an expression is turned into: `write(json.dumps(x))`."""
        if depth > 2:
            return
        if isinstance(expr, Result):
            call = self._program.scope(at).calls[expr.call]
            row = self._format(at, call)
            if row is not None:
                yield row.format
            elif isinstance(call.func, Attribute):
                yield from self._formats_in(at, call.func.value, depth + 1)
        elif isinstance(expr, Name):
            for binding in self._program.bindings(at).get(expr.id, ()):
                yield from self._formats_in(at, binding.value, depth + 1)

    def _is_upload(self, at: ScopeId, expr: ExprUnion, depth: int) -> bool:
        """Whether an expression comes from an upload."""
        if depth > DEEPEST or isinstance(expr, Literal):
            return False
        uploads = self._evaluator.models.uploads
        for ref in self._evaluator.evaluate(at, expr):
            if isinstance(ref.value, (ExternalValue, ExternalInstance)):
                name = ref.value.name
                if any(name == known or name.startswith(f"{known}.") for known in uploads):
                    return True
        if isinstance(expr, Name):
            return any(
                self._is_upload(at, binding.value, depth + 1)
                for binding in self._program.bindings(at).get(expr.id, ())
                if binding.how in ("assign", "with", "for", "comprehension")
            ) or self._is_given_upload(at, expr.id, depth + 2)
        if isinstance(expr, Result):
            call = self._program.scope(at).calls[expr.call]
            inner = call.func.value if isinstance(call.func, Attribute) else None
            parts = [*call.args, *([inner] if inner is not None else [])]
            return any(self._is_upload(at, part, depth + 1) for part in parts)
        return any(self._is_upload(at, part, depth + 1) for part in parts_of(expr))

    def _is_given_upload(self, at: ScopeId, name: str, depth: int) -> bool:
        """Whether a caller passes an upload for a parameter."""
        if all(parameter.name != name for parameter in self._program.scope(at).parameters):
            return False
        for edge in self._evaluator.callers(at)[:MOST_CALLERS]:
            passed = self._evaluator.passed(edge, at, name) if edge.call >= 0 else None
            if passed is not None and self._is_upload(edge.caller, passed, depth):
                return True
        return False


def _is_of(expr: ExprUnion, names: frozenset[str], number: int) -> bool:
    """Whether an expression is the open file, or taken from it."""
    while isinstance(expr, (Attribute, Item, Element, Entered, Unpacked)):
        expr = expr.value
    if isinstance(expr, Name):
        return expr.id in names
    return isinstance(expr, Result) and expr.call == number
