from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

import pytest
from projects import SHOP

from hidden_state.cli import display, main
from hidden_state.cli.options import COMMANDS, build_parser

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteProject


class Terminal(io.StringIO):
    """A terminal that keeps what it shows."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def shop(write_project: WriteProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_project(SHOP)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of 60 columns that says nothing of itself, to be made standard output."""
    for name in ("CI", "TERM_PROGRAM", "VTE_VERSION", "FORCE_HYPERLINK", *display.SIGNS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    return Terminal()


def test_a_screen_is_filled_a_log_is_not(
    shop: Path, screen: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", screen)
    assert main(["--color", "never"]) == 1
    assert max(map(len, screen.getvalue().splitlines())) <= 60
    log = io.StringIO()
    monkeypatch.setattr(sys, "stdout", log)
    assert main([]) == 1
    assert len(log.getvalue().splitlines()) == 2


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, False),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"KONSOLE_VERSION": "220401"}, True),
        ({"VTE_VERSION": "7200"}, True),
        ({"VTE_VERSION": "4999"}, False),
        ({"VTE_VERSION": "old"}, False),
        ({"TERM_PROGRAM": "vscode", "CI": "true"}, False),
        ({"TERM_PROGRAM": "vscode", "TERM": "dumb"}, False),
        ({"TERM_PROGRAM": "vscode", "FORCE_HYPERLINK": "0"}, False),
        ({"FORCE_HYPERLINK": "1"}, True),
    ],
)
def test_links(
    screen: Terminal, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: bool
) -> None:
    monkeypatch.setattr(sys, "stdout", screen)
    assert display.has_links(variables) is expected


def test_no_links_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert not display.has_links({"TERM_PROGRAM": "vscode"})


@pytest.mark.parametrize(("columns", "width"), [("100", 100), ("7", 40)])
def test_width(screen: Terminal, monkeypatch: pytest.MonkeyPatch, columns: str, width: int) -> None:
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", columns)
    assert display.screen_width() == width
    monkeypatch.setenv("TERM", "dumb")
    assert display.screen_width() is None


def test_source(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--show-source"]) == 1
    assert capsys.readouterr().out.splitlines()[1:3] == [
        "      1 | VISITS = []",
        "        | ^^^^^^",
    ]


def test_source_of_unsaved_text(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stdin:
        buffer = io.BytesIO(b"\n\nVISITS = list()\n")

    monkeypatch.setattr(sys, "stdin", Stdin())
    assert main(["--show-source", "--stdin-filename", "store.py"]) == 1
    assert "      3 | VISITS = list()" in capsys.readouterr().out


def test_source_lines(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes("# coding: latin-1\r\nx = 'é'\r\x0cy".encode("latin-1"))
    (tmp_path / "b.py").write_bytes(b"# coding: klingon\nx")
    source = display.source_lines({})
    path = str(tmp_path / "a.py")
    assert [source(path, number) for number in (1, 2, 3, 4)] == [
        "# coding: latin-1\n",
        "x = 'é'\n",
        "\x0cy",
        None,
    ]
    os.remove(path)  # noqa: PTH107 - what was read once is kept
    assert source(path, 2) == "x = 'é'\n"
    assert source(str(tmp_path / "b.py"), 2) is None
    assert source(str(tmp_path / "none.py"), 1) is None


def test_statistics(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--statistics"]) == 1
    assert "     1 HS101  global-container  global-state" in capsys.readouterr().out


HELPED = [[], *([name] for name in COMMANDS)]


@pytest.mark.parametrize("command", HELPED, ids=lambda command: " ".join(command) or "none")
def test_help_fits_a_screen(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    assert main([*command, "--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) < 24, "leave something to --help-all: RARE in cli/options.py"
    assert max(map(len, lines)) <= 80


def test_all_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--help"]) == 0
    short = capsys.readouterr().out
    assert main(["check", "--help-all"]) == 0
    full = capsys.readouterr().out
    assert set(short.splitlines()) <= set(full.splitlines())
    assert [name for name in build_parser().commands()["check"].options() if name not in full] == []
    assert "--cache-dir" in full
    assert "--cache-dir" not in short
