"""What path functions, and functions of the project, give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hidden_state.facts import Attribute, Display, ExprUnion, Item, Literal
from hidden_state.project.entries.rows import arguments
from hidden_state.project.files import text as texts
from hidden_state.project.files.calls import path_of
from hidden_state.project.files.core import Traced, best
from hidden_state.project.files.partials import PartialPaths
from hidden_state.project.records import (
    ContainerValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, Result
    from hidden_state.models.file_tables import FileRow, PathRow
    from hidden_state.project.records import ScopeId


JOINING = frozenset({"join", "steps"})
FOLDERS = frozenset({"folder", "own folder"})
GETTERS = frozenset({"get", "pop"})


class PathResults(PartialPaths):
    """Follows calls."""

    def _unknown(self, at: ScopeId, expr: ExprUnion, name: str) -> Traced:
        return Traced(texts.token(texts.OPEN, f"{at.file}.{at.scope}.{id(expr)}", name))

    def _result(self, at: ScopeId, expr: Result, number: int) -> Traced:
        call = self.program.scope(at).calls[number]
        for row in self._path_rows(at, call.func):
            made = self._made(row, self._given(at, call, row))
            if made is not None:
                return made
        known = self._partial(at, call) or self._looked_up(at, call) or self.settled(at, expr)
        if known is not None:
            return known
        for ref in self.evaluator.evaluate(at, call.func):
            if isinstance(ref.value, FunctionValue):
                return self._returned(ref.value, at, call, number)
            if isinstance(ref.value, ExternalValue):
                touched = self.evaluator.models.files.get(ref.value.name)
                if touched is not None and touched.does == "temporary":
                    return self._temporary(at, call, number, touched)
                if touched is not None and touched.path and touched.does in ("write", "read"):
                    return self._of_argument(at, call, touched)
                run = self._run(at, call, ref.value.name)
                if run is not None:
                    return self._returned(*run, number)
        return self._derived(at, call, number)

    def _run(
        self, at: ScopeId, call: Call, name: str
    ) -> tuple[FunctionValue, ScopeId, Call] | None:
        """Return the function that `to_thread(function, path)` runs, and the call of it."""
        row = self.evaluator.models.invokes.get(name)
        for position in row.callable if row is not None else ():
            if not isinstance(position, int) or position >= len(call.args):
                continue
            given, rest = call.args[position], call.args[position + 1 :]
            for ref in self.evaluator.evaluate(at, given):
                if isinstance(ref.value, FunctionValue):
                    return ref.value, at, msgspec.structs.replace(call, func=given, args=rest)
        return None

    def _looked_up(self, at: ScopeId, call: Call) -> Traced | None:
        """Return what `FOLDERS.get("films")` gives; None for any other call."""
        if isinstance(call.func, Attribute) and call.func.attr in GETTERS and call.args:
            return self._under_key(at, call.func.value, call.args[0])
        return None

    def _under_key(self, at: ScopeId, value: ExprUnion, key: ExprUnion) -> Traced | None:
        """Return what a dict that is written in place has under KEY; None if that is not known."""
        if not isinstance(key, Literal):
            return None
        for ref in self.evaluator.evaluate(at, value):
            display = getattr(ref.value, "display", None)
            if isinstance(ref.value, ContainerValue) and isinstance(display, Display):
                for known, item in zip(display.keys, display.items, strict=False):
                    if known == key:
                        return self.trace(ref.value.scope, item)
        return None

    def _derived(self, at: ScopeId, call: Call, number: int) -> Traced:
        """Return what a function that is not known gives."""
        name = getattr(call.func, "attr", None) or getattr(call.func, "id", "")
        if isinstance(call.func, Attribute) and call.func.attr in GETTERS and call.args:
            item = Item(call.func.value, call.args[0])
            self._kept.append(item)
            found = [self.trace(at, item), *(self.trace(at, item) for item in call.args[1:2])]
            return next((one for one in found if texts.is_rooted(one.text)), found[0])
        return Traced(texts.token(texts.OPEN, f"{at.file}.{at.scope}.call{number}", str(name)))

    def _of_argument(self, at: ScopeId, call: Call, row: FileRow) -> Traced:
        """Return the path of a file that was opened."""
        path = path_of(call, row)
        if path is None:
            return Traced("")
        self._kept.append(path)
        return self.trace(at, path)

    def _temporary(self, at: ScopeId, call: Call, number: int, row: FileRow) -> Traced:
        kept = row.kept
        for name, value in call.keywords:
            if name == row.kept_when_false:
                kept = value == Literal(False)
        key = f"{at.file}.{at.scope}.{number}"
        own = texts.token(texts.KEPT if kept else texts.BRIEF, key, "temporary")
        for argument in arguments(call, row.path):
            folder = self.trace(at, argument)
            return Traced(texts.joined([folder.text, own]), folder.names)
        return Traced(own)

    def _given(self, at: ScopeId, call: Call, row: PathRow) -> list[Traced]:
        receiver = [call.func.value] if row.receiver and isinstance(call.func, Attribute) else []
        if row.makes != "steps":
            parts = (*receiver, *call.args)
        elif any(self.trace(at, separator).text != "/" for separator in receiver):
            return [self._unknown(at, call.func, "joined")]
        else:
            parts = tuple(
                item
                for argument in call.args
                for item in (argument.items if isinstance(argument, Display) else (argument,))
            )
        return [
            self.step(at, part) if number and row.makes in JOINING else self.trace(at, part)
            for number, part in enumerate(parts)
        ]

    def _made(self, row: PathRow, given: list[Traced]) -> Traced | None:
        """Return what a path function gives for these arguments."""
        if row.makes in FOLDERS:
            return None
        if row.makes == "nowhere":
            return Traced(texts.NULL)
        if not given:
            return Traced("")
        first, rest = given[0], [item.text for item in given[1:]]
        match row.makes:
            case "join" | "steps":
                return Traced(texts.joined([first.text, *rest]), first.names)
            case "parent":
                return Traced(texts.parent(first.text), first.names)
            case "beside":
                return Traced(texts.beside(first.text, "".join(rest)), first.names)
            case "inside":
                inner = texts.token(texts.OPEN, f"{first.text}.inside", "entry")
                return Traced(texts.joined([first.text, inner]), first.names)
            case "format":
                return Traced(_formatted(first.text, rest), first.names)
            case _:
                return first

    def _returned(self, function: FunctionValue, at: ScopeId, call: Call, number: int) -> Traced:
        """Return what a function of the project gives, with the arguments of a call put in."""
        scope = self.program.scope(function.id)
        found = [self.trace(function.id, expr) for expr in (*scope.returns, *scope.yields)]
        known = [item for item in found if item.text and item.text != "{?any|}"]
        if not known or scope.name == self.program.scope(at).name:
            return self._derived(at, call, number)
        inner = self._with_arguments(best(known), function, at, call)
        if texts.is_rooted(inner.text) or not self._takes_constants(at, call):
            return inner
        name = f"{scope.name}()"
        key = f"{function.id.file}.{function.id.scope}({self._constants(call)})"
        return Traced(texts.token(texts.SETTLED, key, name))

    def _takes_constants(self, at: ScopeId, call: Call) -> bool:
        """Whether a call gives the same each time, as far as its arguments go."""
        return all(isinstance(item, Literal) for item in call.given)

    def _constants(self, call: Call) -> str:
        return ",".join(str(getattr(item, "value", "")) for item in call.args)

    def _with_arguments(
        self, inner: Traced, function: FunctionValue, at: ScopeId, call: Call
    ) -> Traced:
        text = inner.text
        if texts.OPEN not in text:
            return inner
        scope = self.program.scope(function.id)
        shift = 1 if function.receiver is not None else 0
        positions = [item.name for item in scope.parameters if item.kind == "positional"]
        keywords = dict(call.keywords)
        names = inner.names
        for parameter in scope.parameters:
            own = texts.variable(function.id, parameter.name)
            if own not in text:
                continue
            passed = keywords.get(parameter.name)
            if passed is None and parameter.name in positions:
                index = positions.index(parameter.name) - shift
                passed = call.args[index] if 0 <= index < len(call.args) else None
            traced = self.trace(at, passed) if passed is not None else None
            if traced is None and parameter.default is not None:
                traced = self.trace(self.program.parent(function.id), parameter.default)
            if traced is not None:
                names = traced.names if text.startswith(own) else names
                text = texts.cleaned(text.replace(own, traced.text))
        return Traced(text, names)

    def _path_rows(self, at: ScopeId, func: ExprUnion) -> Iterator[PathRow]:
        """Yield what the models say of a function or attribute that gives a path."""
        rows = self.evaluator.models.paths
        known = found = is_chained = False
        attr = func.attr if isinstance(func, Attribute) else ""
        for ref in self.evaluator.evaluate(at, func):
            if isinstance(ref.value, (ExternalValue, ExternalInstance)):
                known = known or ref.place is None or ref.place.kind == "external"
                package = ref.value.name.partition(".")[0]
                is_chained = is_chained or (package, attr) in self.chained
                for name in self.evaluator.models.names_of(ref.value.name):
                    if name in rows:
                        found = True
                        yield rows[name]
        if found or not isinstance(func, Attribute) or attr not in self.loose_paths:
            return
        if not known or is_chained or self._is_known_path(at, func.value):
            yield self.loose_paths[attr]

    def _is_known_path(self, at: ScopeId, expr: ExprUnion) -> bool:
        text = self.trace(at, expr).text
        return texts.is_rooted(text) and texts.is_path(text)


def _formatted(template: str, given: list[str]) -> str:
    """Return a `format` template, whose holes are `()` by now, with its arguments put in."""
    for number, value in enumerate(given):
        slot = f"({number})" if f"({number})" in template else "()"
        template = template.replace(slot, value, 1)
    return texts.cleaned(texts.HOLES.sub("{?any|}", template))
