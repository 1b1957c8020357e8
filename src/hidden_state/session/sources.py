"""Tell the content of every file, reading only those that may have changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from hidden_state.cache.files import content_hash
from hidden_state.cache.store import Known
from hidden_state.discovery import Source

if TYPE_CHECKING:
    from collections.abc import Iterable


GRANULARITY = 2_000_000_000
"""The coarsest clock of a file system in use, in nanoseconds."""


class Snapshot(msgspec.Struct, frozen=True):
    """The contents of files: by path their hash, by hash the text of those that were read."""

    sources: Mapping[str, Source]
    hashes: dict[str, bytes]
    contents: dict[bytes, bytes]
    faults: dict[str, str]
    known: dict[str, Known]


class State(msgspec.Struct, frozen=True):
    """What there is to analyse: the project's files of all sorts, the tool, and unsaved text."""

    project: Snapshot
    tool: Snapshot
    packaging: Snapshot
    unsaved: frozenset[str]
    deployment: Snapshot


def take_snapshot(sources: Mapping[str, Source], known: Mapping[str, Known], now: int) -> Snapshot:
    """Return the contents of SOURCES, those KNOWN from earlier being trusted by their stamp.

    What changed shortly before NOW is not remembered: it may change again at what its file
    system takes for the same time.
    """
    snapshot = Snapshot(sources, {}, {}, {}, {})
    settled = now - GRANULARITY
    for key, source in sources.items():
        entry = known.get(key)
        if entry is not None and entry[:4] == source.stamp:
            snapshot.hashes[key] = entry[4]
            snapshot.known[key] = entry
            continue
        content = read(source.path)
        if isinstance(content, str):
            snapshot.faults[key] = content
            continue
        name = snapshot.hashes[key] = content_hash(content)
        snapshot.contents[name] = content
        if source.stamp[1] < settled and source.stamp[2] < settled:
            snapshot.known[key] = (*source.stamp, name)
    return snapshot


def read(path: str) -> bytes | str:
    """Return the content of the file at PATH, or, as text, why there is none."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a third of a Path's time
            return file.read()
    except OSError as error:
        return f"it cannot be read ({error.strerror or error})"
    except MemoryError:
        return "it is too large to be read"


def lay_over(snapshot: Snapshot, overlay: Mapping[str, bytes]) -> Snapshot:
    """Return SNAPSHOT with the contents OVERLAY instead of those on disk."""
    names = {key: content_hash(content) for key, content in overlay.items()}
    return Snapshot(
        snapshot.sources,
        dict(sorted({**snapshot.hashes, **names}.items())),
        {**snapshot.contents, **{names[key]: overlay[key] for key in overlay}},
        {key: fault for key, fault in snapshot.faults.items() if key not in overlay},
        snapshot.known,
    )


def pairs(hashes: Mapping[str, bytes]) -> Iterable[bytes]:
    """Yield keys and hashes in turn, for a digest."""
    for key, name in hashes.items():
        yield key.encode()
        yield name
