from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.cache.files import content_hash
from hidden_state.discovery import Source
from hidden_state.session import sources
from hidden_state.session.sources import Snapshot, lay_over, take_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

OLD = (1, 10, 10, 1)
NOW = 10_000_000_000_000
A = content_hash(b"a")


def source(tmp_path: Path, stamp: tuple[int, int, int, int] = OLD) -> dict[str, Source]:
    (tmp_path / "a.py").write_bytes(b"a")
    return {"a.py": Source(str(tmp_path / "a.py"), stamp)}


def test_unknown_files_are_read(tmp_path: Path) -> None:
    snapshot = take_snapshot(source(tmp_path), {}, NOW)
    assert snapshot.hashes == {"a.py": A}
    assert snapshot.contents == {A: b"a"}
    assert snapshot.known == {"a.py": (*OLD, A)}


def test_known_files_are_not(tmp_path: Path) -> None:
    known = {"a.py": (*OLD, b"other")}
    snapshot = take_snapshot(source(tmp_path), known, NOW)
    assert snapshot.hashes == {"a.py": b"other"}
    assert snapshot.contents == {}
    assert snapshot.known == known


def test_each_part_of_the_stamp_counts(tmp_path: Path) -> None:
    for part in range(4):
        stamp: list[int] = list(OLD)
        stamp[part] += 1
        snapshot = take_snapshot(source(tmp_path), {"a.py": (*stamp, b"other")}, NOW)  # type: ignore[dict-item] # a list's length is unknown
        assert snapshot.hashes == {"a.py": A}


def test_what_changed_a_moment_ago_is_not_remembered(tmp_path: Path) -> None:
    for stamp in ((1, NOW - 1000, 10, 1), (1, 10, NOW - 1000, 1), (1, NOW + 1000, 10, 1)):
        assert take_snapshot(source(tmp_path, stamp), {}, NOW).known == {}


def test_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = {"b.py": Source(str(tmp_path / "b.py"), OLD)}
    snapshot = take_snapshot(gone, {}, NOW)
    assert snapshot.faults == {"b.py": "it cannot be read (No such file or directory)"}
    assert snapshot.hashes == {}

    def exhaust(*_: object) -> object:
        raise MemoryError

    monkeypatch.setattr(sources, "open", exhaust, raising=False)
    assert sources.read("b.py") == "it is too large to be read"


def test_unsaved_text_stands_in_for_a_file() -> None:
    snapshot = Snapshot({}, {"b.py": b"old"}, {}, {"a.py": "it cannot be read"}, {})
    laid = lay_over(snapshot, {"a.py": b"a"})
    assert list(laid.hashes.items()) == [("a.py", A), ("b.py", b"old")]
    assert laid.contents == {A: b"a"}
    assert laid.faults == {}
