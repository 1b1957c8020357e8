"""The families of rules: the hundreds of their codes, in words."""

from __future__ import annotations

from typing import NamedTuple


class Family(NamedTuple):
    """A family: the beginning of its codes, its slug in the JSON, and what it is about."""

    digits: str
    category: str
    title: str


FAMILIES = (
    Family("HS1", "global-state", "State in the process"),
    Family("HS2", "session-store", "Sessions and tokens"),
    Family("HS3", "local-file", "Files on local disk"),
    Family("HS4", "instance-cache", "Caches of one instance"),
    Family("HS5", "in-process-queue", "Queues and background work"),
    Family("HS6", "connection-state", "Connections and real-time servers"),
    Family("HS7", "embedded-db", "Embedded databases and indexes"),
    Family("HS8", "process-identity", "Secrets, locks, limits, identities"),
    Family("HS9", "version-coupling", "Versions side by side, pins to one instance"),
    Family("HS0", "tool", "The use of the linter"),
)


def family_of(code: str) -> Family | None:
    """Return the family of CODE, None of one that somebody else's rules make up."""
    return next((family for family in FAMILIES if code.startswith(family.digits)), None)
