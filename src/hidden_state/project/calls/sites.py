"""What the calls by one name run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, ExprUnion, Name, Result
from hidden_state.project.evaluation.refs import is_known
from hidden_state.project.records import Edge, FunctionValue, ScopeId
from hidden_state.project.sites import FIRST_KEYWORD

if TYPE_CHECKING:
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.sites import CallSite

MOST_SITES = 400


class ResolvedSites(NamedTuple):
    """The calls by one name: by the function that they resolve to, and those that do not resolve.

    `open` holds those among the `exact` ones whose receiver may be of a subclass.
    """

    exact: dict[ScopeId, list[Edge]]
    open: dict[ScopeId, list[Edge]]
    unknown: list[Edge]


class Sites:
    """Resolves all calls by a name at once, and remembers them."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Start with no name asked for."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self.unsure = 0
        """How often an answer was given that may still grow."""
        self._sites_of: dict[str, ResolvedSites] = {}
        self._resolving: set[str] = set()

    def named(self, name: str) -> list[CallSite]:
        """Return the calls by NAME, and by the other names that it is imported under."""
        index = self._program.calls_by_name
        sites = list(index.get(name, ())[:MOST_SITES])
        for alias in sorted(self._program.aliases.get(name, ())):
            sites += index.get(alias, ())[:MOST_SITES]
        return sites

    def resolved(self, name: str) -> ResolvedSites:
        """Return what the calls by NAME run; what is known so far while that is being found out."""
        found = self._sites_of.get(name)
        if found is not None:
            if name in self._resolving:
                self.unsure += 1
            return found
        found = self._sites_of[name] = ResolvedSites({}, {}, [])
        self._resolving.add(name)
        for site in self.named(name):
            self._resolve(site, name, found)
        self._resolving.discard(name)
        return found

    def _resolve(self, site: CallSite, name: str, found: ResolvedSites) -> None:
        caller = ScopeId(site.file, site.scope)
        call = self._program.call(site)
        if site.argument < 0:
            expr = call.func
        elif site.argument >= FIRST_KEYWORD:
            expr = call.keywords[site.argument - FIRST_KEYWORD][1]
        else:
            expr = call.args[site.argument]
        known = False
        for ref in self._evaluator.evaluate(caller, expr):
            value = ref.value
            if type(value) is FunctionValue:
                known = True
                shift = 1 if value.receiver is not None else 0
                edge = Edge(
                    caller, site.call, call.line, value.receiver, shift, False, site.argument
                )
                found.exact.setdefault(value.id, []).append(edge)
                if self._may_dispatch(caller, expr, value):
                    found.open.setdefault(value.id, []).append(edge)
            elif not known:
                known = is_known(ref)
        if not known and isinstance(expr, Attribute) and expr.attr == name:
            edge = Edge(caller, site.call, call.line, None, 1, True, site.argument)
            found.unknown.append(edge)

    def _may_dispatch(self, caller: ScopeId, expr: ExprUnion, value: FunctionValue) -> bool:
        """Whether the receiver may be of a subclass: not with `super()` or a new object."""
        if value.receiver is None or value.receiver.place is None:
            return False
        if not isinstance(expr, Attribute) or not isinstance(expr.value, Result):
            return True
        return self._program.scope(caller).calls[expr.value.call].func != Name("super")
