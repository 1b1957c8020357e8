"""What several rules claim, or one rule several times, told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

from hidden_state.project import Holding, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Rule(Protocol):
    """What claims; of several, the most specific one is right."""

    specificity: ClassVar[int]


ENVIRONMENT = "environment"
APART = frozenset({"default"})
"""Kinds of states whose definition is the line of a function, which may have several."""
RuleT = TypeVar("RuleT", bound=Rule)


def settled(
    claimed: Iterable[tuple[RuleT, State | Holding]],
) -> Iterator[tuple[RuleT, State | Holding]]:
    """Yield what is claimed; what is both a state and a holding is the more specific rule's."""
    found: dict[tuple[str, int, str], list[tuple[RuleT, State | Holding]]] = {}
    for rule, item in _each_once(claimed):
        place = (item.definition.path, item.definition.line, item.symbol.rpartition(".")[2])
        found.setdefault(place, []).append((rule, item))
    for group in found.values():
        if len({type(item) for _, item in group}) == 1:
            yield from group
        else:
            yield max(group, key=lambda pair: pair[0].specificity)


def _each_once(
    claimed: Iterable[tuple[RuleT, State | Holding]],
) -> Iterator[tuple[RuleT, State | Holding]]:
    """Yield what is claimed; states of one definition, known by several holders, as one.

    Variables of the environment that one file sets are one state.
    """
    states: dict[tuple[object, ...], list[tuple[RuleT, State]]] = {}
    for rule, item in claimed:
        if isinstance(item, State) and item.kind not in APART:
            is_bag = item.kind == ENVIRONMENT
            place = (item.kind, item.definition.path) if is_bag else item.definition[:3]
            states.setdefault(place, []).append((rule, item))
        else:
            yield rule, item
    for group in states.values():
        rule, first = min(group, key=_rank)
        writes = [write for _, state in group for write in state.writes]
        once = {(write.path, write.line, write.column): write for write in reversed(writes)}
        once.pop((first.shown.path, first.shown.line, first.shown.column), None)
        symbol = first.symbol
        if first.kind == ENVIRONMENT and len(group) > 1:
            symbol = symbol.partition("[")[0]
        yield rule, first._replace(symbol=symbol, writes=(first.shown, *reversed(once.values())))


def _rank(pair: tuple[Rule, State]) -> tuple[int, bool, int, str]:
    """Order the states of one definition: those of the most specific rule first, and sure ones."""
    rule, state = pair
    unsure = state.confidence != "certain"
    return -rule.specificity, unsure, len(state.shown.chain), state.symbol
