"""What asks while serving for the thing that a setting chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Display, Item, Literal
from hidden_state.project.holding import Use
from hidden_state.project.resources.naming import decorated, dotted
from hidden_state.project.resources.subjects import Subjects

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.models.tables import ResourceRow
    from hidden_state.project.linked import Linked
    from hidden_state.project.phases import Chain
    from hidden_state.project.records import ScopeId


NOTHING = (Display("list", ()), Display("tuple", ()), Literal(None))


class Asked(NamedTuple):
    """A use, the chain that leads to it, and what is called there, as it is written."""

    use: Use
    chain: Chain | None
    written: str


class Asking:
    """Looks for the calls that a row says to use its setting."""

    def __init__(self, linked: Linked) -> None:
        """Start with nothing found."""
        self._linked = linked
        self._program = linked.evaluator.program
        self._found: dict[tuple[str, ...], tuple[tuple[str, Asked], ...]] = {}

    def of(self, row: ResourceRow, path: str) -> tuple[Asked, ...]:
        """Return what uses the setting of ROW at PATH, nearest to an entry point first."""
        names = (*row.uses, *row.wraps, *row.attributes, *row.bases)
        if not names:
            return ()
        if names not in self._found:
            found = sorted(self._calls(row), key=lambda pair: _rank(pair[1]))
            self._found[names] = tuple(found)
        key = path.split(".")[1] if path.count(".") > 1 else ""
        return tuple(asked for name, asked in self._found[names] if name == (key or name))

    def _calls(self, row: ResourceRow) -> Iterator[tuple[str, Asked]]:
        """Yield the uses with the key of the entry that they ask for: `default`, if none."""
        names = frozenset((*row.uses, *row.wraps))
        for at, site, call, subject in Subjects(self._linked, names).calls():
            asked = self._asked(at, site.call, call, subject in row.wraps)
            if asked is not None:
                yield self._key(at, call) or "default", asked
        for asked in self._classes(row.attributes):
            yield "default", asked
        for asked in self._inheriting(frozenset(row.bases)):
            yield "default", asked

    def _inheriting(self, bases: frozenset[str]) -> Iterator[Asked]:
        """Yield the classes that inherit one of BASES."""
        evaluator = self._linked.evaluator
        for class_id in self._program.classes if bases else ():
            names = evaluator.classes.external_bases(class_id)
            if any(known in bases for name in names for known in evaluator.models.names_of(name)):
                scope = self._program.scope(class_id)
                path = self._program.paths[class_id.file]
                use = Use(path, scope.line, scope.column, "inherits it")
                yield Asked(use, None, scope.name)

    def _classes(self, attributes: Collection[str]) -> Iterator[Asked]:
        """Yield where classes give something to one of ATTRIBUTES."""
        for class_id in self._program.classes if attributes else ():
            for name in attributes:
                for binding in self._program.bindings(class_id).get(name, ()):
                    if binding.value not in NOTHING:
                        path = self._program.paths[class_id.file]
                        use = Use(path, binding.line, binding.column, "set here")
                        yield Asked(use, None, name)

    def _asked(self, at: ScopeId, number: int, call: Call, wraps: bool) -> Asked | None:
        how = dotted(call.func).rpartition(".")[2]
        written = dotted(call.func).replace("?.", "")
        chain = self._linked.phases.chain(at)
        if chain is not None:
            use = self._linked.use(at, call.line, call.column, f"{how}()", chain)
            return Asked(use, chain, written)
        if not wraps:
            return None
        function = decorated(self._program, at, number)
        chain = self._linked.phases.chain(function) if function is not None else None
        if chain is not None and function is not None:
            use = self._linked.use(function, call.line, call.column, f"@{how}", chain)
            return Asked(use, chain, written)
        if not self._linked.is_offline(at):
            use = Use(self._program.paths[at.file], call.line, call.column, f"{how}()")
            return Asked(use, None, written)
        return None

    def _key(self, at: ScopeId, call: Call) -> str | None:
        """Return the literal key of the mapping of a framework that a call goes to."""
        if isinstance(call.func, Attribute):
            for value in (call.func.value, *self._assigned(at, call.func.value)):
                if isinstance(value, Item) and isinstance(value.key, Literal):
                    return str(value.key.value)
        named = dict(call.keywords).get("cache")
        return str(named.value) if isinstance(named, Literal) else None

    def _assigned(self, at: ScopeId, expr: ExprUnion) -> Iterator[ExprUnion]:
        """Yield what a name or attribute is bound to, where that is in the same file."""
        name = dotted(expr).rpartition(".")[2]
        for scope in (at, type(at)(at.file, 0)):
            for binding in self._program.bindings(scope).get(name, ()):
                yield binding.value


def _rank(asked: Asked) -> tuple[bool, int, str, int]:
    use = asked.use
    return asked.chain is None, len(use.chain), use.path, use.line
