"""What one function does to files of which nothing is known is one holding."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.project.holding import Holding


def merged(found: Iterable[Holding]) -> Iterator[Holding]:
    """Yield the holdings; those of a kind that go by the name of one function as one."""
    groups: dict[object, list[Holding]] = {}
    for number, holding in enumerate(found):
        function = _function(holding)
        groups.setdefault((holding.kind, function) if function else number, []).append(holding)
    for group in groups.values():
        yield _merged(group)


def _function(holding: Holding) -> str:
    """Return the function that a holding goes by the name of, for want of a better; '' if none."""
    chain = holding.uses[0].chain if holding.uses else ()
    function = chain[-1].function if chain else ""
    return function if function.endswith(f".{holding.symbol}") else ""


def _merged(group: list[Holding]) -> Holding:
    if len(group) == 1:
        return group[0]
    first = min(group, key=lambda item: (item.definition.line, item.confidence != "certain"))
    uses = [*first.uses, *(use for item in group for use in item.uses)]
    once = {(use.path, use.line, use.column): use for use in reversed(uses)}
    return first._replace(uses=tuple(reversed(once.values())))
