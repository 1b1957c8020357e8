"""Many calls that make one thing are one holding."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.evaluation.texts import HOLE
from hidden_state.project.holding import Use

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.project.holding import Holding
    from hidden_state.project.state import Span


class Found(NamedTuple):
    """A holding, where what decides it comes from, and the text that does.

    `folder` is where its files are, as text, if that is known; '' if not.
    """

    holding: Holding
    origin: Span | None = None
    value: str = ""
    folder: str = ""


def grouped(found: Iterable[Found]) -> Iterator[Holding]:
    """Yield the holdings, those on disk of one origin or one path as one.

    The circuit breakers that one library keeps in memory are one: what to do is decided once.
    """
    groups: dict[object, list[Found]] = {}
    for number, item in enumerate(found):
        holding = item.holding
        decider: object = number
        if holding.lives == "disk":
            decider = item.folder or item.origin or _path(item) or number
        elif holding.kind == "breaker":
            decider = holding.subject.partition(".")[0]
        groups.setdefault((holding.kind, holding.lives, decider), []).append(item)
    for group in groups.values():
        yield _merged(sorted(group, key=_rank))


def _path(item: Found) -> tuple[str, str] | None:
    """Return what tells the file apart: its name, or what is known of it and where it is used."""
    if "/" not in item.value and "." not in item.value:
        return None
    return item.value, item.holding.definition.path if HOLE in item.value else ""


def _rank(item: Found) -> tuple[bool, str, int]:
    """Order those that serving is known to use first, then by place."""
    holding = item.holding
    return holding.entrance is None, holding.definition.path, holding.definition.line


def _merged(group: list[Found]) -> Holding:
    """Return the first of GROUP with the uses of all, and where they are made and decided."""
    first = group[0].holding
    uses = [use for item in group for use in item.holding.uses]
    for item in group[1:]:
        span = item.holding.definition
        uses.append(Use(span.path, span.line, span.column, "made here too"))
    for item in group:
        origin = item.origin
        if origin is not None and (origin.path, origin.line) != first.definition[:2]:
            uses.append(Use(origin.path, origin.line, origin.column, "decided here"))
    once = {(use.path, use.line, use.column): use for use in reversed(uses)}
    return first._replace(uses=tuple(reversed(once.values())))
