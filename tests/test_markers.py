"""Tests of the markers' reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import markers
from markers import Marker, Place

if TYPE_CHECKING:
    from pathlib import Path


def test_reads_every_kind(tmp_path: Path) -> None:
    """Each kind is read at its line, several codes by comma."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "views.py").write_text(
        "A = {}  # expect: HS101, HS802\n"
        "B = {}  # ok: HS101\n"
        "C = {}  # missed: HS102\n"
        "D = {}  # wrong: HS103\n"
        "E = {}  # expect: HS203  # trace: HS203 POST /login\n",
        encoding="utf-8",
    )
    path = "app/views.py"
    assert markers.read(tmp_path) == [
        Marker("expect", Place(path, 1, "HS101")),
        Marker("expect", Place(path, 1, "HS802")),
        Marker("ok", Place(path, 2, "HS101")),
        Marker("missed", Place(path, 3, "HS102")),
        Marker("wrong", Place(path, 4, "HS103")),
        Marker("expect", Place(path, 5, "HS203")),
        Marker("trace", Place(path, 5, "HS203"), "POST /login"),
    ]


def test_a_hash_in_a_string_is_no_marker(tmp_path: Path) -> None:
    """Only comments count, and only those that begin like a marker."""
    (tmp_path / "app.py").write_text(
        'A = "# expect: HS101"\nB = 1  # we expect: HS101 here\n', encoding="utf-8"
    )
    assert markers.read(tmp_path) == []


@pytest.mark.parametrize("text", ["expect: HS1", "ok: HS101 HS102", "trace: HS101"])
def test_a_misspelt_marker_is_an_error(tmp_path: Path, text: str) -> None:
    """A typo must not switch an expectation off."""
    (tmp_path / "app.py").write_text(f"A = {{}}  # {text}\n", encoding="utf-8")
    with pytest.raises(markers.MarkerError, match=r"app\.py:1"):
        markers.read(tmp_path)


def test_places_of_a_kind() -> None:
    """Places are selected by kind."""
    place = Place("app.py", 1, "HS101")
    assert markers.places([Marker("ok", place)], "ok") == {place}
    assert markers.places([Marker("ok", place)], "expect") == set()
    assert str(place) == "app.py:1: HS101"
