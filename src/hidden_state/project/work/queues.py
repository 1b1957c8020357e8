"""Queues in the memory of the process, and events that one request waits for and another sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Element, Item, Name, Result, Unpacked
from hidden_state.project.definitions import Definitions
from hidden_state.project.holding import Holding
from hidden_state.project.keys import Keys
from hidden_state.project.state import Span
from hidden_state.project.values import kinds_of
from hidden_state.project.work.handovers import Handovers, Way
from hidden_state.project.work.words import lost_work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion, Scope
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId
    from hidden_state.project.work.effects import Effects
    from hidden_state.project.work.handovers import Given, Handover, Taken

QUEUE = Way(
    frozenset({"queue"}),
    frozenset({"put", "put_nowait", "send_nowait", "async_put"}),
    frozenset({"get", "get_nowait", "receive", "receive_nowait", "async_get"}),
)
SIGNAL = Way(
    frozenset({"future", "lock"}),
    frozenset({"set", "set_result", "notify", "notify_all"}),
    frozenset({"wait", "wait_for", "result"}),
)

POOLED = frozenset({"client", "engine", "pool", "connection", "model", "executor"})
"""Kinds of what is put into a pool, to be used again."""


class Queues:
    """Finds queues whose content is lost with the instance."""

    def __init__(self, linked: Linked, effects: Effects) -> None:
        """Take the linked project and what functions do."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._effects = effects
        self._definitions = Definitions(linked.evaluator, Keys(linked.evaluator))
        self.taken_in: set[ScopeId] = set()
        """The functions that take from a reported queue."""

    def queues(self) -> Iterator[Holding]:
        """Yield the queues from requests to a thread, or to other requests."""
        for handover in Handovers(self._linked, QUEUE).all():
            reason = self._reason(handover)
            if reason:
                self.taken_in.update(item.at for item in handover.taken)
                yield self._holding("queue", handover, reason)

    def signals(self) -> Iterator[Holding]:
        """Yield the events that one request waits for and another sets."""
        for handover in Handovers(self._linked, SIGNAL).all():
            waiting = [item for item in handover.taken if self._serves(item)]
            setting = {item.at for item in handover.given}
            apart = [item for item in waiting if item.at not in setting]
            if apart:
                at = self._program.qualified_name(apart[0].at).rpartition(".")[2]
                yield self._holding("signal", handover, f"`{at}` waits for it")

    def _serves(self, item: Taken) -> bool:
        return self._linked.phases.chain(item.at) is not None

    def _reason(self, handover: Handover) -> str:
        """Return what is lost with a queue, '' where that is nothing."""
        if self._is_pool(handover):
            return ""
        takers = list(dict.fromkeys(item.at for item in handover.taken))
        lost = lost_work(deed.does for deed in self._effects.of(takers))
        name = self._program.scope(takers[0]).name
        if lost:
            return f"`{name}` takes from it and {lost}"
        if any(self._runs_items(item) for item in handover.taken):
            return f"`{name}` runs what it takes from it"
        if any(self._serves(item) for item in handover.taken):
            return f"`{name}` takes from it in another request"
        return ""

    def _is_pool(self, handover: Handover) -> bool:
        """Whether what is put in is taken out by the same functions, or is a tool."""
        takers = {item.at for item in handover.taken}
        if all(item.at in takers for item in handover.given):
            return True
        kinds = {
            kind
            for item in handover.given
            for argument in item.call.args[:1]
            for kind in kinds_of(self._evaluator, self._evaluator.evaluate(item.at, argument))
        }
        return bool(kinds) and kinds <= POOLED

    def _runs_items(self, taken: Taken) -> bool:
        """Whether what is taken is called, or a method of it."""
        scope = self._program.scope(taken.at)
        return any(
            _comes_from(scope, call.func, taken.number, 0)
            for number, call in enumerate(scope.calls)
            if number != taken.number
        )

    def _holding(self, kind: str, handover: Handover, reason: str) -> Holding:
        key = handover.key
        uses = [
            (
                item.chain,
                self._linked.use(item.at, item.call.line, item.call.column, how(item), item.chain),
            )
            for item in handover.given
        ]
        uses.sort(key=lambda pair: (pair[0].weak, len(pair[1].chain), pair[1].path, pair[1].line))
        chain, first = uses[0]
        fallback = Span(first.path, first.line, first.column, first.line, first.column)
        return Holding(
            kind,
            "memory",
            self._definitions.symbol(key, ()),
            self._definitions.holder(key),
            self._definitions.span(key, ()) or fallback,
            reason,
            tuple(use for _, use in uses),
            self._linked.entrance(chain.entry),
            "likely" if chain.weak else "certain",
        )


def how(item: Given) -> str:
    """Return the method that hands over, as it is written: `put()`."""
    func = item.call.func
    return f"{func.attr}()" if isinstance(func, Attribute) else "call"


def _comes_from(scope: Scope, expr: ExprUnion, number: int, depth: int) -> bool:
    """Whether an expression is taken from the result of call NUMBER."""
    if depth > 6:
        return False
    match expr:
        case Result(call=call):
            return call == number
        case (
            Attribute(value=value)
            | Item(value=value)
            | Element(value=value)
            | Unpacked(value=value)
        ):
            return _comes_from(scope, value, number, depth + 1)
        case Name(id=name):
            return any(
                _comes_from(scope, binding.value, number, depth + 1)
                for binding in scope.bindings
                if binding.name == name
            )
        case _:
            return False
