from __future__ import annotations

import random
import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hidden_state.cache import pack as pack_module
from hidden_state.cache.files import content_hash, write_sealed
from hidden_state.cache.pack import Outcome, Pack
from hidden_state.extract import extract
from hidden_state.facts import Facts, SyntaxFault

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FAULT = Outcome(None, SyntaxFault("invalid syntax", 1, 2))


def outcome(source: str) -> Outcome:
    said = extract(source.encode())
    return Outcome(said) if isinstance(said, Facts) else Outcome(None, said)


def some(count: int, start: int = 0) -> dict[bytes, bytes]:
    names = [content_hash(str(number).encode()) for number in range(start, start + count)]
    return {name: msgspec.msgpack.encode(FAULT) for name in names}


def stored(pack: Pack) -> list[Path]:
    return sorted(pack.folder.iterdir())


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return Pack(tmp_path / "base" / "project", b"k")


def test_empty(pack: Pack) -> None:
    assert pack.load(some(3)) == {}


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["x = 1", "D[k] = f(a.b, *c, **d)", "def f(): ...", "(", ""])))
def test_what_is_saved_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, sources: list[str]
) -> None:
    pack = Pack(tmp_path_factory.mktemp("base") / "project", b"k")
    outcomes = {content_hash(source.encode()): outcome(source) for source in sources}
    pack.save({name: msgspec.msgpack.encode(one) for name, one in outcomes.items()}, outcomes)
    found = pack.load([*outcomes, content_hash(b"other")])
    assert {name: entry.outcome for name, entry in found.items()} == outcomes


def test_later_saves_add(pack: Pack) -> None:
    first, second = some(40), some(40, 40)
    pack.save(first, first)
    pack.save(second, {**first, **second})
    assert len(pack.load({**first, **second})) == 80


def test_what_is_used_no_more_goes_when_it_is_the_larger_part(pack: Pack) -> None:
    old, new = some(400), some(200, 400)
    pack.save(old, old)
    pack.save(new, new)
    assert len(pack.load(new)) == 200
    assert 150 <= len(pack.load(old)) <= 200


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "foreign", "array", "folder"])
def test_damage_is_a_miss(pack: Pack, damage: str) -> None:
    saved = some(100)
    pack.save(saved, saved)
    spoil(stored(pack), damage)
    assert pack.load(saved) == {}
    if damage != "folder":
        pack.save(saved, saved)
        assert len(pack.load(saved)) == 100


def spoil(paths: Iterable[Path], damage: str) -> None:
    for path in paths:
        content = bytearray(path.read_bytes())
        content[random.Random(0).randrange(len(content))] ^= 1  # noqa: S311
        if damage == "folder":
            path.unlink()
            path.mkdir()
        elif damage == "array":
            write_sealed(path, msgspec.msgpack.encode([1, 2]))
        else:
            flipped = bytes(content)
            spoilt = {"flip": flipped, "cut": flipped[:50], "empty": b"", "foreign": b"PK"}
            path.write_bytes(spoilt[damage])


@pytest.mark.parametrize("entry", [[1, 2, 3], {"a": 1}, [None, ["a", "b", 1]], "x", None])
def test_foreign_entry_is_a_miss(pack: Pack, entry: object) -> None:
    names = some(20)
    pack.save({name: msgspec.msgpack.encode(entry) for name in names}, names)
    assert pack.load(names) == {}


def test_bottomless_entry_is_a_miss(pack: Pack) -> None:
    names = some(1)
    deep = b"\x92\x91" + b"\x91" * 100_000
    shard = b"\x81\xc4\x10" + next(iter(names)) + deep
    pack.save(names, names)
    write_sealed(stored(pack)[0], shard)
    assert pack.load(names) == {}


def test_other_kinds_do_not_meet(pack: Pack) -> None:
    saved = some(3)
    pack.save(saved, saved)
    assert Pack(pack.folder.parent, b"other").load(saved) == {}


def test_few_kinds_are_kept(pack: Pack) -> None:
    saved = some(30)
    for kind in (b"1", b"2", b"3", b"4", b"5"):
        Pack(pack.folder.parent, kind).save(saved, saved)
    assert len(list(pack.folder.parent.iterdir())) == pack_module.KEPT_KINDS


WRITER = """
import sys
from pathlib import Path
from hidden_state.cache.pack import Pack
from hidden_state.cache.files import content_hash

start = int(sys.argv[2])
names = [content_hash(str(number).encode()) for number in range(start, start + 64)]
for _ in range(10):
    Pack(Path(sys.argv[1]), b"k").save(dict.fromkeys(names, bytes.fromhex(sys.argv[3])), names)
"""


def test_many_processes_at_once(pack: Pack) -> None:
    entry = msgspec.msgpack.encode(FAULT).hex()
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER, pack.folder.parent, str(start), entry])
        for start in (0, 64, 128)
    ]
    assert [process.wait() for process in processes] == [0, 0, 0]
    found = pack.load(some(192))
    assert found
    assert all(entry.outcome == FAULT for entry in found.values())
    assert not list(pack.folder.glob("*.part"))
