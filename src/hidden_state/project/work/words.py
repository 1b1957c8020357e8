"""What work does, in the words of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hidden_state.models.doing import Does

LOST: dict[Does, str] = {
    "mail": "sends mail",
    "save": "writes to the database",
    "call": "calls other services",
    "publish": "publishes messages",
    "run": "runs commands",
    "write": "writes files",
    "clear": "deletes from the database",
}
"""What is lost with the instance that does it."""
TWICE: frozenset[Does] = frozenset({"mail", "publish"})
"""What two instances do twice, wherever they get what they do it with."""
SOURCES: frozenset[Does] = frozenset({"query", "fetch"})
"""What makes two instances do the same."""
SHARED: frozenset[Does] = frozenset({"lock", "listen"})
"""What shows that instances share the work out, or each do their own."""


def lost_work(deeds: Iterable[Does]) -> str:
    """Return what is lost of what some work does: `sends mail and writes files`; '' if nothing."""
    return _said(_settled(set(deeds)))


def double_work(deeds: Iterable[Does], by_clock: bool = False) -> str:
    """Return what two instances do twice that both do this work; '' if nothing.

    Work that runs BY CLOCK writes the same in both; a loop may write what its instance collected.
    """
    found = _settled(set(deeds)) - {"clear"}
    same = found & (TWICE | SOURCES) or (by_clock and "save" in found)
    return _said(found) if same and not found & SHARED else ""


def _settled(deeds: set[Does]) -> set[Does]:
    """Take a commit as a write, unless it may only be of what was deleted."""
    if "commit" in deeds and "clear" not in deeds:
        deeds.add("save")
    return deeds


def _said(deeds: set[Does]) -> str:
    said = [text for does, text in LOST.items() if does in deeds][:3]
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} and {said[-1]}"
