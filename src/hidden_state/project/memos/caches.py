"""Cache objects of libraries that live in the process and are filled while serving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Item
from hidden_state.project.holding import Holding
from hidden_state.project.records import ExternalInstance, InstanceValue, ScopeId
from hidden_state.project.resources.naming import named
from hidden_state.project.resources.subjects import Subjects
from hidden_state.project.resources.tracing import Made, Tracing
from hidden_state.project.values import TOOLS, kinds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.project.holding import Use
    from hidden_state.project.linked import Linked
    from hidden_state.project.memos.dependence import Dependence
    from hidden_state.project.phases import Chain
    from hidden_state.project.records import Ref

FILLING = frozenset(
    "set add put setdefault get_or_set insert update multi_set incr set_many".split()
)


class Caches:
    """Finds cache objects, and what fills them."""

    def __init__(self, linked: Linked, dependence: Dependence) -> None:
        """Take the linked project and what results depend on."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._dependence = dependence
        self._subjects = Subjects(linked, linked.evaluator.models.caches)
        self._tracing = Tracing(linked.evaluator)

    def is_given(self, at: ScopeId, call: Call) -> bool:
        """Whether CALL, in scope AT, is given a cache object."""
        return any(
            self._is_cache(ref)
            for value in call.given
            for ref in self._evaluator.evaluate(at, value)
        )

    def holdings(self) -> Iterator[Holding]:
        """Yield the cache objects that live long and are filled while serving."""
        made = list(self._subjects.calls())
        known = frozenset(Made(at, site.call) for at, site, _, _ in made)
        filled = self._filled(known) if made else {}
        for at, site, call, subject in made:
            uses = filled.get(Made(at, site.call), [])
            if not uses:
                continue
            uses.sort(
                key=lambda pair: (pair[0].weak, len(pair[1].chain), pair[1].path, pair[1].line)
            )
            chain = uses[0][0]
            symbol, span = named(self._program, at, call, site.call, subject)
            symbol = self._with_class(at, symbol)
            yield Holding(
                "cache",
                "memory",
                symbol,
                subject,
                span,
                f"`{subject.rpartition('.')[2]}`",
                tuple(dict.fromkeys(use for _, use in uses)),
                self._linked.entrance(chain.entry),
                "likely" if chain.weak else "certain",
            )

    def _with_class(self, at: ScopeId, symbol: str) -> str:
        """Return the symbol of a field with the name of its class instead of `self`."""
        class_id = self._program.enclosing_class(at)
        owner, dot, rest = symbol.partition(".")
        if class_id is None or not dot or owner not in ("self", "cls"):
            return symbol
        return f"{self._program.scope(class_id).name}.{rest}"

    def _filled(self, known: frozenset[Made]) -> dict[Made, list[tuple[Chain, Use]]]:
        """Return the calls and assignments that fill what the KNOWN calls make."""
        found: dict[Made, list[tuple[Chain, Use]]] = {}
        for at, receiver, value, line, column, how in self._fillings():
            refs = [ref for ref in self._evaluator.evaluate(at, receiver) if self._is_cache(ref)]
            chains = [
                landing.chain
                for ref in refs
                if ref.place is not None
                for landing in self._linked.places.land(at, ref.place)
            ]
            if not chains or self._is_the_same_everywhere(at, value):
                continue
            chain = min(chains, key=lambda item: (item.weak, len(item.steps)))
            use = self._linked.use(at, line, column, how, chain)
            for made in self._tracing.makers(at, receiver, known):
                found.setdefault(made, []).append((chain, use))
        return found

    def _fillings(self) -> Iterator[tuple[ScopeId, ExprUnion, ExprUnion | None, int, int, str]]:
        """Yield scope, cache, value, line, column and way of what may fill a cache."""
        for sites in self._program.element_writes.values():
            for site in sites:
                write = self._program.write(site)
                if write.how == "item assignment" and isinstance(write.target, Item):
                    at = ScopeId(site.file, site.scope)
                    where = (write.line, write.column)
                    yield at, write.target.value, write.value, *where, write.how
        for method in sorted(FILLING):
            for called in self._program.calls_by_name.get(method, ()):
                call = self._program.call(called)
                if called.argument < 0 and isinstance(call.func, Attribute) and call.args:
                    at = ScopeId(called.file, called.scope)
                    value = call.args[1] if len(call.args) > 1 else None
                    yield at, call.func.value, value, call.line, call.column, f"{method}()"

    def _is_the_same_everywhere(self, at: ScopeId, value: ExprUnion | None) -> bool:
        """Whether what is stored is a tool, or is worked out by code that depends on nothing."""
        if value is None:
            return False
        kinds = kinds_of(self._evaluator, self._evaluator.evaluate(at, value))
        if kinds and kinds <= TOOLS - {"query", "table"}:
            return True
        return self._dependence.is_worked_out(at, value)

    def _is_cache(self, ref: Ref) -> bool:
        kind_of = self._evaluator.models.kind_of
        match ref.value:
            case ExternalInstance(name):
                return kind_of(name) == "cache"
            case InstanceValue(class_id):
                bases = self._evaluator.classes.external_bases(class_id)
                return any(kind_of(base) == "cache" for base in bases)
            case _:
                return False
