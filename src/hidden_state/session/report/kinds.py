"""What states are, by the rule that found them: in words, what should own them, when they move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hidden_state.finding import Finding
    from hidden_state.inventory import Stage

Lives = Literal["memory", "disk"]


class Kind(NamedTuple):
    """A kind of states; `owner` is one of `OWNERS`."""

    what: str
    owner: str
    stage: Stage
    lives: Lives = "memory"


class Owning(NamedTuple):
    """An owner: its name, what it costs, and what a shared store has to be to be it."""

    name: str
    cost: str
    stores: tuple[str, ...] = ()


OWNERS: Mapping[str, Owning] = {
    "redis": Owning("Redis", "about half a millisecond a look-up", ("Redis",)),
    "store": Owning(
        "Redis or the database",
        "about half a millisecond a look-up in Redis, a few in the database; where that hurts,"
        " cache-aside with invalidation on every write",
        ("Redis", "a database"),
    ),
    "cache": Owning(
        "A shared cache (Redis)",
        "about half a millisecond a look-up; cache-aside: each write invalidates, a time limit"
        " bounds what is missed",
        ("Redis",),
    ),
    "database": Owning(
        "The database",
        "a few milliseconds a query; where that hurts, cache-aside in Redis with invalidation",
        ("a database",),
    ),
    "objects": Owning(
        "Object storage",
        "tens of milliseconds a file; signed URLs let clients send and fetch past the application",
        ("object storage",),
    ),
    "queue": Owning(
        "A task queue",
        "a few milliseconds to hand work over; workers of its own to run",
        ("a task queue", "a message broker"),
    ),
    "schedule": Owning(
        "One scheduler", "nothing a request; one process, or a cron job of the platform, to run"
    ),
    "bus": Owning(
        "A message bus (Redis)",
        "about half a millisecond a message, which every instance gets",
        ("Redis", "a message broker"),
    ),
    "search": Owning("A search or vector service", "a few to tens of milliseconds a query"),
    "settings": Owning("The configuration", "nothing: read once at start-up"),
    "logs": Owning("The log stream", "nothing: standard output, which the platform collects"),
    "metrics": Owning("The metrics system", "nothing a request: each instance is asked, or tells"),
    "request": Owning("The request", "nothing: passed along as an argument"),
    "platform": Owning(
        "The platform", "nothing: the pin goes once the states that it protects have moved"
    ),
    "format": Owning("A format that both versions read", "microseconds: JSON instead of pickle"),
}

CODES: Mapping[str, Kind] = {
    "HS101": Kind("container of a module", "store", "rest"),
    "HS102": Kind("name of a module", "store", "rest"),
    "HS103": Kind("class attribute", "store", "rest"),
    "HS104": Kind("field of a long-lived object", "store", "rest"),
    "HS105": Kind("application object as a store", "store", "rest"),
    "HS106": Kind("closure or function as memory", "store", "rest"),
    "HS107": Kind("attribute of another module", "store", "rest"),
    "HS108": Kind("switch of the process", "request", "rest"),
    "HS201": Kind("sessions in memory", "redis", "sessions"),
    "HS202": Kind("sessions on disk", "redis", "sessions", "disk"),
    "HS203": Kind("hand-written sessions", "redis", "sessions"),
    "HS301": Kind("file", "objects", "files and queues", "disk"),
    "HS302": Kind("upload", "objects", "uploads", "disk"),
    "HS303": Kind("upload storage", "objects", "uploads", "disk"),
    "HS304": Kind("log file", "logs", "rest", "disk"),
    "HS305": Kind("artefact", "objects", "files and queues", "disk"),
    "HS306": Kind("temporary file", "objects", "files and queues", "disk"),
    "HS307": Kind("folder used as a queue", "queue", "files and queues", "disk"),
    "HS308": Kind("file moved or deleted", "objects", "files and queues", "disk"),
    "HS401": Kind("memoised function", "cache", "caches"),
    "HS402": Kind("cache object", "cache", "caches"),
    "HS403": Kind("framework cache", "cache", "caches"),
    "HS404": Kind("cache on disk", "cache", "caches", "disk"),
    "HS405": Kind("hand-written cache", "cache", "caches"),
    "HS406": Kind("cached property", "cache", "caches"),
    "HS501": Kind("queue in the process", "queue", "files and queues"),
    "HS502": Kind("work left running", "queue", "files and queues"),
    "HS503": Kind("scheduler", "schedule", "files and queues"),
    "HS504": Kind("local broker", "queue", "files and queues"),
    "HS505": Kind("job status", "store", "files and queues"),
    "HS506": Kind("thread or loop from start-up", "schedule", "files and queues"),
    "HS601": Kind("registry of connections", "bus", "rest"),
    "HS602": Kind("real-time server", "bus", "rest"),
    "HS603": Kind("event that a request waits for", "bus", "rest"),
    "HS701": Kind("SQLite database", "database", "rest", "disk"),
    "HS702": Kind("embedded store", "database", "rest", "disk"),
    "HS703": Kind("file as a database", "database", "rest", "disk"),
    "HS704": Kind("search or vector index", "search", "rest", "disk"),
    "HS801": Kind("secret of one process", "settings", "sessions"),
    "HS802": Kind("lock of one process", "redis", "rest"),
    "HS803": Kind("rate limit of one process", "redis", "rest"),
    "HS804": Kind("counter for identifiers", "database", "rest"),
    "HS805": Kind("name of the process", "settings", "rest"),
    "HS806": Kind("metrics, breaker or flag", "metrics", "rest"),
    "HS901": Kind("pickled objects", "format", "rest"),
    "HS902": Kind("pin to one instance", "platform", "rest"),
}
CATEGORIES: Mapping[str, Kind] = {
    "global-state": Kind("global state", "store", "rest"),
    "session-store": Kind("sessions", "redis", "sessions"),
    "local-file": Kind("local file", "objects", "files and queues", "disk"),
    "instance-cache": Kind("cache", "cache", "caches"),
    "in-process-queue": Kind("work in the process", "queue", "files and queues"),
    "connection-state": Kind("connections", "bus", "rest"),
    "embedded-db": Kind("embedded database", "database", "rest", "disk"),
    "process-identity": Kind("identity of the process", "store", "rest"),
    "version-coupling": Kind("coupling of versions", "format", "rest"),
}
"""What holds for rules that are not ours."""
OTHER = Kind("state", "store", "rest")


CACHE_FILE = Kind("file as a cache", "cache", "caches", "disk")


def kind_of(finding: Finding) -> Kind:
    """Return the kind of what FINDING is about, by its rule."""
    kind = CODES.get(finding.code) or CATEGORIES.get(finding.category) or OTHER
    is_cache = kind.stage == "files and queues" and "in a cache" in finding.hint
    return CACHE_FILE if is_cache else kind
