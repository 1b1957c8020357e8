"""Rows of the models, and what they say of a call."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from hidden_state.facts import Call, Choice, Display, ExprUnion, Item, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.models.entry import EntryRow
    from hidden_state.project.knowledge import Knowledge


def look_up(models: Knowledge, table: dict[str, EntryRow], name: str) -> EntryRow | None:
    """Return the row of an outside name, or of the same member of an ancestor class."""
    row = table.get(name)
    if row is not None:
        return row
    owner, _, attr = name.rpartition(".")
    for full in models.member_names(owner, attr):
        if full in table:
            return table[full]
    return None


def arguments(call: Call, positions: Iterable[int | str]) -> Iterator[ExprUnion]:
    """Yield the arguments of CALL at the given positions and keywords."""
    keywords = dict(call.keywords)
    for position in positions:
        if isinstance(position, str):
            if position in keywords:
                yield keywords[position]
        elif position < len(call.args):
            yield call.args[position]


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a method's name fits one of the patterns; `*` alone means the public ones."""
    for pattern in patterns:
        if pattern == name:
            return True
        if "*" in pattern:
            if pattern == "*":
                if not name.startswith("_"):
                    return True
            elif fnmatchcase(name, pattern):
                return True
    return False


def texts(expr: ExprUnion) -> Iterator[str]:
    """Yield the strings in a display, at any depth."""
    match expr:
        case Literal(value=str() as text):
            yield text
        case Display(items=items):
            for item in items:
                yield from texts(item)
        case Choice(options=options):
            for option in options:
                yield from texts(option)
        case Item(value=value):
            yield from texts(value)
        case _:
            return
