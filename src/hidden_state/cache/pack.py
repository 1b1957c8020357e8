"""Facts by the hash of the content they were taken from, many to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from hidden_state.cache.files import make_folder, read_sealed, write_sealed
from hidden_state.cache.pruning import keep_newest
from hidden_state.facts import Facts, SyntaxFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

SHARDS = 16
KEPT_KINDS = 3


class Outcome(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What came of reading one content: facts, or else a fault."""

    facts: Facts | None
    fault: SyntaxFault = SyntaxFault("its facts are lost", 1, 1)


class Entry(NamedTuple):
    """An outcome, and how it is kept."""

    outcome: Outcome
    encoded: memoryview


Shard = dict[bytes, msgspec.Raw]


class Pack:
    """The facts of a project that one way of extracting, KIND, has taken."""

    __slots__ = ("folder",)

    def __init__(self, project: Path, kind: bytes) -> None:
        self.folder = project / f"facts-{kind.hex()}"

    def load(self, wanted: Iterable[bytes]) -> dict[bytes, Entry]:
        """Return what is known of the contents WANTED."""
        decode = msgspec.msgpack.Decoder(Outcome).decode
        found: dict[bytes, Entry] = {}
        for number, names in _by_shard(wanted).items():
            shard = self._read(number)
            for name in names:
                entry = shard.get(name)
                if entry is not None:
                    try:
                        found[name] = Entry(decode(entry), memoryview(entry))
                    except (msgspec.MsgspecError, RecursionError, UnicodeError):
                        continue
        return found

    def save(self, new: Mapping[bytes, bytes], used: Iterable[bytes]) -> None:
        """Keep the encoded outcomes NEW; of the older ones, those USED before the others."""
        make_folder(self.folder.parent)
        self.folder.mkdir(exist_ok=True)
        used_by_shard = _by_shard(used)
        for number, names in _by_shard(new).items():
            shard = self._read(number)
            for name in names:
                shard[name] = msgspec.Raw(new[name])
            body = msgspec.msgpack.encode(_bounded(shard, used_by_shard.get(number, [])))
            write_sealed(self._path(number), body)
        keep_newest(self.folder.parent, "facts-*", KEPT_KINDS)

    def _read(self, number: int) -> Shard:
        body = read_sealed(self._path(number))
        if body is None:
            return {}
        try:
            return msgspec.msgpack.decode(body, type=Shard)
        except (msgspec.MsgspecError, RecursionError):
            return {}

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:02}"


def _by_shard(names: Iterable[bytes]) -> dict[int, list[bytes]]:
    shards: dict[int, list[bytes]] = {}
    for name in names:
        shards.setdefault(name[0] % SHARDS, []).append(name)
    return shards


def _bounded(shard: Shard, used: list[bytes]) -> Shard:
    """Return the entries USED, and of the others, newest first, as many bytes again."""
    kept = {name: shard[name] for name in used if name in shard}
    room = sum(len(memoryview(entry)) for entry in kept.values())
    for name, entry in shard.items():
        if name not in kept:
            room -= len(memoryview(entry))
            if room < 0:
                break
            kept[name] = entry
    return kept
