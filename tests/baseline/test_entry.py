from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from projects import finding

from hidden_state.baseline.entry import BaselineError, Entry, entry_of, read, write

if TYPE_CHECKING:
    from pathlib import Path

HEADER = '{"hidden-state-baseline":1}\n'
LINE = '{"path":"a.py","code":"HS101","symbol":"A","fingerprint":"f1"}\n'
ENTRIES = (
    Entry("b.py", "HS101", "B", "f2"),
    Entry("a b/é\n.py", "HS402", "C", "f3", 'because "é" \\ is'),
    Entry("a.py", "HS101", "A", "f1"),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "baseline.jsonl"


def entries(file: Path) -> list[Entry]:
    return [line.entry for line in read(file)]


def test_round_trip_in_order(file: Path) -> None:
    write(file, ENTRIES)
    assert entries(file) == sorted(ENTRIES, key=lambda item: item.path)
    assert [line.number for line in read(file)] == [2, 3, 4]
    first = file.read_bytes()
    write(file, reversed(ENTRIES))
    assert file.read_bytes() == first


def test_a_line_is_one_finding_and_readable(file: Path) -> None:
    write(file, ENTRIES)
    lines = file.read_text("utf-8").split("\n")
    assert lines[0] + "\n" == HEADER
    assert lines[2] + "\n" == LINE
    assert len(lines) == 5
    assert json.loads(lines[1])["reason"] == 'because "é" \\ is'


def test_a_symbol_that_is_no_text_is_spelt_out(file: Path) -> None:
    entry = entry_of(replace(finding(), symbol="app.config['\ud800']"))
    assert entry.symbol == "app.config['\\ud800']"
    write(file, [entry])
    assert entries(file) == [entry]


def test_an_entry_of_a_numbered_finding() -> None:
    entry = entry_of(replace(finding(), fingerprint="f1-2"), "why")
    assert (entry.fingerprint, entry.path, entry.reason) == ("f1", "shop/store.py", "why")


def test_what_people_and_merges_do_to_it_is_read(file: Path) -> None:
    other = LINE.replace('"A"', ' "B"').replace('"a.py"', '"0.py"')
    file.write_text(f"{HEADER}\n{LINE}{other}\r\n", newline="")
    assert [entry.symbol for entry in entries(file)] == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: this is no baseline: one begins with"),
        ("[]\n", "line 1: this is no baseline"),
        (LINE, "line 1: this is no baseline"),
        ("\x00\xff", "line 1: this is no baseline"),
        ('{"hidden-state-baseline":2}\n', "line 1: it is of version 2; this release reads 1"),
        ('{"hidden-state-baseline":0}\n', "line 1: it is of version 0; this release reads 1"),
        (HEADER + LINE[:-3], "line 2: Input data was truncated"),
        (HEADER + "nonsense\n", "line 2: JSON is malformed"),
        (
            HEADER + LINE.replace('"HS101"', "7"),
            r"line 2: Expected `str`, got `int` - at `\$.code`",
        ),
        (HEADER + LINE.replace(',"symbol":"A"', ""), "line 2: .* required field `symbol`"),
        (HEADER + LINE.replace("symbol", "symbl"), "line 2: Object contains unknown field `symbl`"),
        (f"{HEADER}<<<<<<< HEAD\n{LINE}", "line 2: a merge conflict is not resolved"),
        (f"{HEADER}{LINE}=======\n", "line 3: a merge conflict is not resolved"),
    ],
)
def test_what_is_no_baseline(file: Path, text: str, message: str) -> None:
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(BaselineError, match=f"^{message}"):
        read(file)


def test_all_faults_are_told_and_many_are_counted(file: Path) -> None:
    file.write_text(HEADER + "x\n" * 3)
    with pytest.raises(BaselineError) as caught:
        read(file)
    assert [message[:7] for message in caught.value.messages] == ["line 2:", "line 3:", "line 4:"]
    file.write_text(HEADER + "x\n" * 30)
    with pytest.raises(BaselineError) as caught:
        read(file)
    assert caught.value.messages[-1] == "and 25 lines more"


def test_a_file_that_is_not_there_or_is_none(file: Path) -> None:
    with pytest.raises(BaselineError, match=r"--write-baseline"):
        read(file)
    file.mkdir()
    with pytest.raises(BaselineError, match="cannot be read"):
        read(file)


def test_nothing_is_half_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(file, ENTRIES)
    before = file.read_bytes()
    file.chmod(0o640)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(type(file), "replace", refuse)
        with pytest.raises(OSError, match="No space"):
            write(file, [])
    assert file.read_bytes() == before
    assert os.listdir(file.parent) == [file.name]  # noqa: PTH208 - names are enough
    write(file, ENTRIES[:1])
    assert file.stat().st_mode & 0o777 == 0o640 or sys.platform == "win32"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")
def test_a_link_stays_one(file: Path) -> None:
    link = file.with_name("link.jsonl")
    file.touch()
    link.symlink_to(file.name)
    write(link, ENTRIES)
    assert link.is_symlink()
    assert len(read(file)) == 3
