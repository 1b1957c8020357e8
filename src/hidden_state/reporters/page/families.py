"""The families of states, as the page names and colours them."""

from __future__ import annotations

from hidden_state.finding import Record


class Family(Record, frozen=True, kw_only=True):
    """A family: its slug in findings, its name in words, and the name of its colour."""

    category: str
    name: str
    colour: str


NAMES = {
    "session-store": "Sessions",
    "global-state": "Global state",
    "local-file": "Local files",
    "instance-cache": "Instance caches",
    "in-process-queue": "In-process queues",
    "connection-state": "Connections",
    "embedded-db": "Embedded databases",
    "process-identity": "Process identity",
    "version-coupling": "Version coupling",
}


def family_of(category: str) -> Family:
    """Return the family that findings call CATEGORY; one that rules of others bring is `other`."""
    if category in NAMES:
        return Family(category=category, name=NAMES[category], colour=category)
    words = category.replace("-", " ").strip()
    return Family(category=category, name=words.capitalize() or "Other", colour="other")
