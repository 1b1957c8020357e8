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
}
"""What is lost, or done twice, with the instance that does it."""


def lost_work(deeds: Iterable[Does]) -> str:
    """Return what is lost of what some work does: `sends mail and writes files`; '' if nothing."""
    found = set(deeds)
    said = [text for does, text in LOST.items() if does in found][:3]
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} and {said[-1]}"
