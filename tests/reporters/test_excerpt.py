from __future__ import annotations

import pytest
from msgspec.structs import replace
from projects import finding

from hidden_state.reporters.display import Display
from hidden_state.reporters.excerpt import excerpt_of


def excerpt(text: str | None, start: int, end: int, width: int | None = None) -> list[str]:
    found = replace(finding(line=12), column=start, end_column=end)
    return list(excerpt_of(found, Display(source=lambda _path, _line: text, width=width)))


@pytest.mark.parametrize(
    ("text", "start", "end", "line", "marks"),
    [
        ("SEEN = {}\n", 1, 5, "SEEN = {}", "^^^^"),
        ("    self.seen = {}\r\n", 5, 14, "    self.seen = {}", "    ^^^^^^^^^"),
        ("\tx = {}", 2, 3, "    x = {}", "    ^"),
        ("名 = 'é'; x = {}", 10, 11, "名 = 'é'; x = {}", "          ^"),
        ("e\u0301 = x = 1", 6, 7, "e\u0301 = x = 1", "    ^"),
        ("x = '\x1b[2J'", 1, 2, "x = '\\x1b[2J'", "^"),
        ("x", 9, 12, "x", " ^"),
        ("", 1, 1, "", "^"),
        ("f(", 1, 99, "f(", "^^"),
    ],
)
def test_marks_are_below_the_name(text: str, start: int, end: int, line: str, marks: str) -> None:
    assert excerpt(text, start, end) == [f"     12 | {line}".rstrip(), f"        | {marks}"]


def test_a_statement_of_several_lines_is_marked_to_the_end_of_the_first() -> None:
    found = replace(finding(line=1), end_line=3, column=5, end_column=2)
    display = Display(source=lambda _path, _line: "x = {\n")
    assert list(excerpt_of(found, display))[1] == "        |     ^"


def test_a_file_that_is_gone_shows_nothing() -> None:
    assert excerpt(None, 1, 2) == []


@pytest.mark.parametrize(("start", "width"), [(1, 40), (300, 40), (300, None), (590, 60)])
def test_a_long_line_is_cut_around_the_name(start: int, width: int | None) -> None:
    text = "".join(f"{number:04} " for number in range(120))
    line, marks = excerpt(text, start, start + 4, width)
    assert len(line) <= (width or 171)
    assert line[marks.index("^") : marks.rindex("^") + 1] == text[start - 1 : start + 3]
