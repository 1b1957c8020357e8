from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
import pytest
from projects import finding

from hidden_state.cache import pruning
from hidden_state.cache.files import write_sealed
from hidden_state.cache.store import Judgement, Store, open_store
from hidden_state.comment import Acceptance, Comment

if TYPE_CHECKING:
    from pathlib import Path

KEY = b"\x01\x02"
ACCEPTANCE = Acceptance(3, 9, 30, ("HS1",), "why", "", 3, 3)
JUDGEMENT = Judgement(
    (finding(),),
    {"a.py": (Comment(3, ("HS1",)), Comment(4, ()))},
    {"a.py": (ACCEPTANCE,)},
)
KNOWN = {"a.py": (1, 2, 3, 4, b"hash")}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "base" / ("0" * 32))


def folder(store: Store) -> Path:
    assert store.folder is not None
    return store.folder


def test_round_trip(store: Store) -> None:
    assert store.index() == {}
    assert store.judgement(KEY) is None
    store.save_index({}, KNOWN)
    store.save_judgement(KEY, JUDGEMENT)
    assert store.index() == KNOWN
    assert store.judgement(KEY) == JUDGEMENT
    assert store.judgement(b"\x03") is None


def test_without_folder_nothing_is_kept() -> None:
    store = Store(None)
    store.save_index({}, KNOWN)
    store.save_judgement(KEY, JUDGEMENT)
    assert store.index() == {}
    assert store.judgement(KEY) is None
    assert store.warnings == []


def test_index_is_written_only_when_it_says_something_new(store: Store) -> None:
    store.save_index(KNOWN, KNOWN)
    assert not folder(store).exists()


def test_index_keeps_what_a_run_did_not_look_at(store: Store) -> None:
    store.save_index(KNOWN, {"b.py": (5, 6, 7, 8, b"hash")})
    assert sorted(store.index()) == ["a.py", "b.py"]
    many = {f"{number}.py": KNOWN["a.py"] for number in range(2000)}
    store.save_index(many, KNOWN)
    assert store.index() == KNOWN


def test_few_judgements_are_kept(store: Store) -> None:
    for number in range(12):
        store.save_judgement(bytes([number]), JUDGEMENT)
        os.utime(folder(store) / f"findings-{number:02x}", (number, number))
    assert sorted(path.name for path in folder(store).iterdir()) == [
        f"findings-{number:02x}" for number in range(4, 12)
    ]


@pytest.mark.parametrize(
    "value", [[], [1], [{"a.py": 1}], [{"a.py": [1, 2, 3, "4", b""]}], "x", [[finding()]]]
)
def test_foreign_content_is_a_miss(store: Store, value: object) -> None:
    folder(store).mkdir(parents=True)
    write_sealed(folder(store) / "index", msgspec.msgpack.encode(value))
    write_sealed(folder(store) / "findings-0102", msgspec.msgpack.encode(value))
    assert store.index() == {}
    assert store.judgement(KEY) is None


def test_text_in_no_encoding_is_a_miss(store: Store) -> None:
    folder(store).mkdir(parents=True)
    write_sealed(folder(store) / "index", b"\x91\x81\xa1\xff\x95\x01\x02\x03\x04\xc4\x00")
    assert store.index() == {}


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = Store(tmp_path / "file" / "project")
    store.save_index({}, KNOWN)
    store.save_judgement(KEY, JUDGEMENT)
    (warning,) = store.warnings
    assert warning.startswith(f"the cache in {tmp_path / 'file' / 'project'} cannot be written: ")


def test_use_is_marked_to_the_day(store: Store) -> None:
    store.save_index({}, KNOWN)
    store.save_judgement(KEY, JUDGEMENT)
    index = folder(store) / "index"
    for age, is_marked in ((100_000, True), (10, False)):
        stamp = index.stat().st_mtime - age
        os.utime(index, (stamp, stamp))
        store.judgement(KEY)
        assert (index.stat().st_mtime != stamp) is is_marked
    index.unlink()
    assert store.judgement(KEY) == JUDGEMENT


def test_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIDDEN_STATE_CACHE_DIR", str(tmp_path / "variable"))
    chosen = folder(open_store(tmp_path / "a", tmp_path / "given"))
    assert chosen.parent == tmp_path / "given"
    other = folder(open_store(tmp_path / "b", None))
    assert other.parent == tmp_path / "variable"
    assert other.name != chosen.name
    monkeypatch.delenv("HIDDEN_STATE_CACHE_DIR")
    assert "hidden-state" in str(folder(open_store(tmp_path, None)).parent)


def test_name_that_is_no_text_is_not_kept(store: Store) -> None:
    store.save_judgement(KEY, Judgement((finding(message="\ud800"),), {}, {}))
    assert store.judgement(KEY) is None
    assert store.warnings == []


def test_pruning_that_fails_is_a_warning(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(pruning, "prune", refuse)
    store.save_judgement(KEY, JUDGEMENT)
    assert [warning.rpartition(": ")[2] for warning in store.warnings] == ["Permission denied"]
