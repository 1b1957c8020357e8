"""Holdings that several finders tell of, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.holding import Use

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hidden_state.project.holding import Holding

STORAGE = "storage"
NEAREST = 3
"""A thread that polls a folder lists it itself, or by a function that it calls."""


def each_once(holdings: Sequence[Holding]) -> Iterator[Holding]:
    """Yield the holdings: what is part of one state as one, a thread with the folder it polls."""
    inboxes = [holding for holding in holdings if holding.kind == "inbox"]
    groups: dict[object, list[Holding]] = {}
    for number, holding in enumerate(holdings):
        if holding.kind != "loop" or not any(_polls(holding, inbox) for inbox in inboxes):
            groups.setdefault(_state(holding) or number, []).append(holding)
    for group in groups.values():
        yield _merged(group)


def _state(holding: Holding) -> tuple[object, ...] | None:
    """Return what tells the state of a holding apart, if others may be of the same one."""
    if holding.part_of:
        return holding.kind, holding.part_of
    return (holding.kind, *holding.definition[:3]) if holding.kind == STORAGE else None


def _polls(loop: Holding, inbox: Holding) -> bool:
    """Whether a LOOP that a process starts is the one that looks into the folder of INBOX."""
    starts = {(use.path, use.line) for use in loop.uses}
    chain = inbox.uses[0].chain if inbox.uses else ()
    return any((step.path, step.line) in starts for step in chain[-NEAREST:-1])


def _merged(group: Sequence[Holding]) -> Holding:
    """Return the one that a setting decides, or else the first, with the uses of all."""
    if len(group) == 1:
        return group[0]
    first = min(group, key=lambda item: (item.symbol != item.part_of, item.definition))
    made = _made(item for item in group if item != first)
    uses = [*first.uses, *(use for item in group for use in item.uses), *made]
    once = {(use.path, use.line, use.column): use for use in reversed(uses)}
    entrance = next((item.entrance for item in group if item.entrance is not None), None)
    return first._replace(uses=tuple(reversed(once.values())), entrance=first.entrance or entrance)


def _made(holdings: Iterable[Holding]) -> Iterator[Use]:
    for holding in holdings:
        span = holding.definition
        yield Use(span.path, span.line, span.column, "made here too")
