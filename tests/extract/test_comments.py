from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hidden_state.extract import extract
from hidden_state.facts import Facts

if TYPE_CHECKING:
    from hidden_state.comment import Acceptance, Comment


def comments(text: str) -> tuple[Comment, ...]:
    facts = extract(text.encode())
    assert isinstance(facts, Facts)
    return facts.comments


def acceptances(text: str | bytes) -> tuple[Acceptance, ...]:
    facts = extract(text.encode() if isinstance(text, str) else text)
    assert isinstance(facts, Facts)
    return facts.acceptances


@given(st.lists(st.from_regex(r"[A-Z]{1,3}[0-9]{1,3}", fullmatch=True), max_size=4), st.text())
def test_codes_are_read_as_they_are_written(codes: list[str], rest: str) -> None:
    tail = "".join(rest.splitlines()).replace("\0", "").replace("#", "")
    tail = tail.encode("utf-8", "ignore").decode()
    listed = f": {', '.join(codes)} # {tail}" if codes else f" # {tail}"
    found = comments(f"x = 1  # noqa{listed}\n")
    assert [comment.codes for comment in found[:1]] == [tuple(codes)]


@given(st.text(alphabet="# noqa:HS10,;\t=x", max_size=40))
def test_no_comment_breaks_the_reader(text: str) -> None:
    for comment in comments(f"#{text}\n"):
        assert comment.line == 1
        assert all(code.isalnum() and code == code.upper() for code in comment.codes)


@pytest.mark.parametrize(
    ("comment", "codes", "reason", "until"),
    [
        ("# stateful[HS402]: rebuilt from S3", ("HS402",), "rebuilt from S3", ""),
        ("#stateful [ hs402,HS101 ] :why", ("HS402", "HS101"), "why", ""),
        ("# stateful[HS402]", ("HS402",), "", ""),
        ("# stateful[HS402]:  ", ("HS402",), "", ""),
        ("# stateful[HS402]: ...", ("HS402",), "", ""),
        ("# stateful[HS402] because", ("HS402",), "because", ""),
        ("# stateful[HS402] until 2027-03-31: why", ("HS402",), "why", "2027-03-31"),
        ("# stateful[HS402] until 2027-03-31", ("HS402",), "", "2027-03-31"),
        ("# stateful[HS402] until soon: why", ("HS402",), "why", "soon"),
        ("# stateful[HS402]: why, until 2027-03-31", ("HS402",), "why", "2027-03-31"),
        ("# stateful[HS402]: why (until 2027-02-30)", ("HS402",), "why", "2027-02-30"),
        ("# stateful[HS402]: until 2027-03-31", ("HS402",), "", "2027-03-31"),
        ("# stateful[HS402]: until it is rewritten", ("HS402",), "until it is rewritten", ""),
        ("# stateful[HS402]: see #12, or not  # noqa: E501", ("HS402",), "see #12, or not", ""),
        ("# stateful[HS402]: why #noqa", ("HS402",), "why", ""),
        ("# type: ignore  # stateful[HS402]: why", ("HS402",), "why", ""),
        ("# stateful[HS402]: é ]", ("HS402",), "é ]", ""),
        ("# stateful[]: why", (), "why", ""),
        ("# stateful[HS402: why", (), "", ""),
    ],
)
def test_what_an_acceptance_says(
    comment: str, codes: tuple[str, ...], reason: str, until: str
) -> None:
    (found,) = acceptances(f"D = {{}}  {comment}\n")
    assert (found.codes, found.reason, found.until) == (codes, reason, until)
    assert (found.line, found.first, found.last) == (1, 1, 1)
    assert found.column == 9 + comment.index("#stateful" if "#stat" in comment else "# stateful")
    assert found.end_column == len(f"D = {{}}  {comment}") + 1


@pytest.mark.parametrize(
    "text",
    [
        'D = "# stateful[HS101]: in a string"\n',
        '"""\n# stateful[HS101]: in a docstring\n"""\n',
        "D = {}  # stateful: this is prose\n",
        "D = {}  # a stateful[HS101] thing\n",
    ],
)
def test_what_is_no_acceptance(text: str) -> None:
    assert acceptances(text) == ()


def test_two_in_one_comment() -> None:
    first, second = acceptances("D = {}  # stateful[HS101]: one  # stateful[HS102]: two\n")
    assert (first.codes, first.reason) == (("HS101",), "one")
    assert (second.codes, second.reason, second.column) == (("HS102",), "two", 33)


MARK = "# stateful[HS101]: why"
PLACES = {
    "in the line": (f"\nD = {{}}  {MARK}\n", (2, 2)),
    "in any line of the statement": (f'D = {{\n    "a": 1,  {MARK}\n}}\n', (1, 3)),
    "alone in the statement": (f'D = {{\n    {MARK}\n    "a": 1,\n}}\n', (1, 4)),
    "in the last line": (f"D = {{\n}}  {MARK}\n", (1, 2)),
    "right above": (f"{MARK}\nD = {{\n}}\n", (2, 3)),
    "above other comments": (f"{MARK}\n# more\nD = {{}}\n", (3, 3)),
    "behind a byte order mark": (f"\ufeff{MARK}\nD = {{}}\n", (2, 2)),
    "above a blank line": (f"{MARK}\n\nD = {{}}\n", (1, 1)),
    "at the end": (f"D = {{}}\n{MARK}\n", (2, 2)),
    "above decorators": (f"{MARK}\n@a\n@b\ndef f():\n    pass\n", (2, 4)),
    "at a decorator": (f"@a  {MARK}\n@b\nclass C:\n    x = 1\n", (1, 3)),
    "at the end of a head": (f"def f(\n    a,\n):  {MARK}\n    pass\n", (1, 3)),
    "between head and body": (f"def f(\n    a,\n):\n    {MARK}\n    x = 1\n", (5, 5)),
    "in a class": (f"class C:\n    # note\n    {MARK}\n    x = [\n    ]\n", (4, 5)),
    "above elif": (f"if a:\n    b\n{MARK}\nelif c:\n    d\n", (4, 4)),
    "in an else": (f"if a:\n    b\nelse:\n    {MARK}\n    d = 1\n", (5, 5)),
    "in a handler": (f"try:\n    b\nexcept E:\n    d = [\n    ]  {MARK}\n", (4, 5)),
    "in a case": (f"match a:\n    case 1:\n        d = [\n        ]  {MARK}\n", (3, 4)),
    "beside a suite": (f"if a: d = [\n]  {MARK}\n", (1, 2)),
}


@pytest.mark.parametrize(("text", "lines"), PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_which_statement_it_is_about(text: str, lines: tuple[int, int], end: str) -> None:
    (found,) = acceptances(text.replace("\n", end))
    assert (found.first, found.last) == lines


def test_other_encodings() -> None:
    (found,) = acceptances("# coding: latin-1\nD = 'é'  # stateful[HS101]: é\n".encode("latin-1"))
    assert (found.reason, found.column) == ("é", 10)


@given(st.text(alphabet="# stateful[HS10],: until2027-", max_size=60))
def test_no_acceptance_breaks_the_reader(text: str) -> None:
    for found in acceptances(f"D = 1  # stateful[{text}\n"):
        assert found.line == 1
        assert found.column >= 8
