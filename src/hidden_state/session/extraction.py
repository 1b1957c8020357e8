"""The facts of every file: from the cache where they are known, from the text where not."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.cache.files import content_hash, digest
from hidden_state.cache.pack import Outcome, Pack
from hidden_state.session.sources import Snapshot, read
from hidden_state.session.unreadable import unreadable
from hidden_state.session.workers import extract_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hidden_state.cache.store import Store
    from hidden_state.config import Config
    from hidden_state.facts import Facts
    from hidden_state.finding import Finding


class Collected(NamedTuple):
    """The facts by path, findings for files that have none, and a name for all of that.

    Other text with the same facts has the same name, unless the facts cannot be kept.
    """

    facts: dict[str, Facts]
    faulty: tuple[Finding, ...]
    name: bytes


def collect(
    config: Config,
    project: Snapshot,
    unsaved: frozenset[str],
    store: Store,
    kind: bytes,
    progress: Callable[[int, int], None] | None,
) -> Collected:
    """Return the facts of the files of PROJECT by path, and findings for those that have none."""
    hashes = dict(project.hashes)
    pack = Pack(store.folder, kind) if store.folder is not None else None
    kept = pack.load(set(hashes.values())) if pack else {}
    outcomes = {name: entry.outcome for name, entry in kept.items()}
    missing, faulty = _read_missing(project, hashes, outcomes)
    new: dict[bytes, bytes] = {}
    for done, extraction in enumerate(
        extract_all(missing, config.jobs, is_kept=pack is not None), 1
    ):
        outcomes[extraction.name] = extraction.outcome
        if extraction.encoded is not None:
            new[extraction.name] = extraction.encoded
        if progress is not None:
            progress(done, len(missing))
    encoded: dict[bytes, bytes | memoryview] = {name: kept[name].encoded for name in kept}
    encoded.update(new)
    for key in unsaved:
        new.pop(hashes.get(key, b""), None)
    if pack and new:
        try:
            pack.save(new, set(hashes.values()))
        except OSError as error:
            store.warn(error)
    facts = _separate(hashes, outcomes, faulty)
    return Collected(facts, tuple(faulty), _name(hashes, encoded, faulty))


def _read_missing(
    project: Snapshot, hashes: dict[str, bytes], outcomes: dict[bytes, Outcome]
) -> tuple[dict[bytes, bytes], list[Finding]]:
    """Return the contents that are still to be extracted; HASHES learns of late changes."""
    missing: dict[bytes, bytes] = {}
    faulty: list[Finding] = []
    for key, name in project.hashes.items():
        if name in outcomes:
            continue
        content = project.contents.get(name)
        if content is None:
            said = read(project.sources[key].path)
            if isinstance(said, str):
                faulty.append(unreadable(key, said))
                del hashes[key]
                continue
            content = said
            name = hashes[key] = content_hash(content)
        missing[name] = content
    return missing, faulty


def _separate(
    hashes: dict[str, bytes], outcomes: dict[bytes, Outcome], faulty: list[Finding]
) -> dict[str, Facts]:
    facts: dict[str, Facts] = {}
    for key, name in hashes.items():
        outcome = outcomes[name]
        if outcome.facts is not None:
            facts[key] = outcome.facts
        else:
            fault = outcome.fault
            faulty.append(unreadable(key, fault.message, fault.line, fault.column))
    return facts


def _name(
    hashes: Mapping[str, bytes],
    encoded: Mapping[bytes, bytes | memoryview],
    faulty: Iterable[Finding],
) -> bytes:
    alike = {name: content_hash(facts) for name, facts in encoded.items()}
    parts = ((key.encode(), alike.get(name, name)) for key, name in hashes.items())
    unread = (f"{item.path}: {item.message}".encode(errors="replace") for item in faulty)
    return digest(*chain.from_iterable(parts), b"", *unread)
