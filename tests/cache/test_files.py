from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hidden_state.cache.files import (
    MAGIC,
    content_hash,
    digest,
    make_folder,
    read_sealed,
    write_sealed,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_sealed(tmp_path / "a", b"body")
    body = read_sealed(tmp_path / "a")
    assert body is not None
    assert bytes(body) == b"body"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_nothing_is_there(tmp_path: Path) -> None:
    assert read_sealed(tmp_path / "a") is None
    assert read_sealed(tmp_path) is None


@given(data=st.data())
def test_any_damage_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged"
    body = b"some body"
    sealed = MAGIC + content_hash(body) + body
    position = data.draw(st.integers(0, len(sealed) - 1))
    flipped = bytearray(sealed)
    flipped[position] ^= data.draw(st.integers(1, 255))
    for damaged in (bytes(flipped), sealed[:position], sealed + b"more", b"foreign", b""):
        path.write_bytes(damaged)
        assert read_sealed(path) is None


def test_failed_write_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="a"):
        write_sealed(tmp_path / "a", b"body")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_new_cache_folder_is_marked(tmp_path: Path) -> None:
    base = tmp_path / "new" / "base"
    for project in ("p", "q", "q"):
        make_folder(base / project)
    assert (base / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f0688")
    assert (base / ".gitignore").read_text() == "*\n"
    assert (base / "p").is_dir()


def test_folder_of_somebody_else_is_not_marked(tmp_path: Path) -> None:
    make_folder(tmp_path / "p")
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


@given(st.lists(st.binary()), st.lists(st.binary()))
def test_digest_tells_where_parts_end(first: list[bytes], second: list[bytes]) -> None:
    assert (digest(*first) == digest(*second)) == (first == second)
