from __future__ import annotations

import io
import re

import pytest
from msgspec.structs import replace
from projects import accepted, finding

from hidden_state.finding import Result
from hidden_state.reporters.display import Display
from hidden_state.reporters.screen import print_result
from hidden_state.reporters.text import render

LONG = "`D` is written while serving `POST /a` (" + " -> ".join(["shop.views.d"] * 9) + ")"


def printed(result: Result, display: Display, *, is_coloured: bool = True) -> str:
    file = io.StringIO()
    print_result(result, file, display, is_coloured=is_coloured)
    return file.getvalue()


def plain(text: str) -> str:
    return re.sub("\x1b\\[[0-9;]*m|\x1b\\]8;[^\x1b]*\x1b\\\\", "", text)


@pytest.mark.parametrize("show_chain", [False, True])
@pytest.mark.parametrize("statistics", [False, True])
def test_colours_change_nothing_else(show_chain: bool, statistics: bool) -> None:
    display = Display(show_chain=show_chain, statistics=statistics)
    for result in (
        Result(files=1, findings=(finding(message="[red]x[/red] :smile: " * 20),), accepted=()),
        Result(files=1, findings=(replace(finding(), hint=""),), accepted=(accepted(),)),
        Result(files=1, findings=(), accepted=()),
    ):
        text = printed(result, display)
        assert "\x1b[" in text
        assert plain(text) == render(result, display)


@pytest.mark.parametrize("is_coloured", [False, True])
@pytest.mark.parametrize("width", [40, 80, 200])
def test_it_is_laid_out_in_the_width_of_the_screen(width: int, is_coloured: bool) -> None:
    result = Result(files=1, findings=(finding(message=LONG),) * 2, accepted=())
    text = printed(result, Display(width=width), is_coloured=is_coloured)
    assert ("\x1b" in text) is is_coloured
    lines = plain(text).splitlines()
    assert max(map(len, lines)) <= width
    assert lines[0].startswith("shop/store.py:3:1: HS101 `D` is")
    assert all(line.startswith("    ") for line in lines[1 : lines.index("    Keep it in Redis")])
    assert " ".join(plain(text).split()) == (
        " ".join(render(result).replace(". Keep", " Keep").split())
    )


def test_words_are_never_broken() -> None:
    path = "shop/" * 20 + "store.py"
    result = Result(files=1, findings=(finding(path=path),), accepted=())
    lines = plain(printed(result, Display(width=40))).splitlines()
    assert lines[0] == f"{path}:3:1:"
    assert lines[1].startswith("    HS101 `D` is written")


def test_wide_characters_take_two_columns() -> None:
    result = Result(files=1, findings=(finding(message="名前 " * 30),), accepted=())
    lines = plain(printed(result, Display(width=40))).splitlines()
    assert all(len(line) + sum(ord(letter) > 255 for letter in line) <= 40 for line in lines)


def test_paths_can_be_clicked_on() -> None:
    result = Result(files=1, findings=(finding(path="a b/é.py"),), accepted=())
    text = printed(result, Display(has_links=True))
    assert re.search("\x1b\\]8;[^;]*;file:///.*/a%20b/%C3%A9.py\x1b", text)
    assert plain(text) == render(result)
    assert "\x1b]8;" not in printed(result, Display())
