from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hidden_state.fixes.acceptance import accept_at, comment_of
from hidden_state.fixes.errors import FixError

WHY = "# stateful[HS101]: why"
LONG = "# stateful[HS101]: a reason that is so long that it has no place beside the code"
CASES = {
    "beside": ("a = 1\nD = {}\n", 2, WHY, f"a = 1\nD = {{}}  {WHY}\n"),
    "above when it is too long": ("a = 1\n\nD = {}\n", 3, LONG, f"a = 1\n\n{LONG}\nD = {{}}\n"),
    "above a comment beside": ("D = {}  # x\n", 1, WHY, f"{WHY}\nD = {{}}  # x\n"),
    "above several lines": ("D = {\n}\n", 1, WHY, f"{WHY}\nD = {{\n}}\n"),
    "from any line": ("D = {\n  1:2,\n}\n", 2, WHY, f"{WHY}\nD = {{\n  1:2,\n}}\n"),
    "below the head of the file": (
        "# head\n\nD = {\n}\n",
        3,
        WHY,
        f"# head\n\n{WHY}\nD = {{\n}}\n",
    ),
    "below comments": ("a = 1\n# note\nD = [\n]\n", 3, WHY, f"a = 1\n# note\n{WHY}\nD = [\n]\n"),
    "in a class": ("class C:\n\tx = [\n\t]\n", 2, WHY, f"class C:\n\t{WHY}\n\tx = [\n\t]\n"),
    "above decorators": (
        "@a\n@b\ndef f():\n    pass\n",
        3,
        WHY,
        f"{WHY}\n@a\n@b\ndef f():\n    pass\n",
    ),
    "at a decorator": (
        "@a\n@b\nclass C:\n    pass\n",
        2,
        WHY,
        f"{WHY}\n@a\n@b\nclass C:\n    pass\n",
    ),
    "above elif": (
        "if a:\n    b\nelif c:\n    d\n",
        3,
        WHY,
        f"if a:\n    b\n{WHY}\nelif c:\n    d\n",
    ),
    "above a suite": ("if a: D = {}\n", 1, WHY, f"{WHY}\nif a: D = {{}}\n"),
    "without a last newline": ("D = {}", 1, WHY, f"D = {{}}  {WHY}"),
    "in place of a bare one": ("D = {}  # stateful[HS101]\n", 1, WHY, f"D = {{}}  {WHY}\n"),
    "in place of an old one": (
        "D = {}  # x  # stateful[HS101] until 2020-01-01: old # noqa: E501\n",
        1,
        WHY,
        f"D = {{}}  # x  {WHY} # noqa: E501\n",
    ),
    "in place of one above": ("# stateful[HS101]\nD = {\n}\n", 2, WHY, f"{WHY}\nD = {{\n}}\n"),
    "beside another code's": (
        "D = {}  # stateful[HS102]: no\n",
        1,
        WHY,
        f"{WHY}\nD = {{}}  # stateful[HS102]: no\n",
    ),
}


@pytest.mark.parametrize(("before", "line", "comment", "after"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_where_it_goes(before: str, line: int, comment: str, after: str, end: str) -> None:
    changed = accept_at(before.replace("\n", end).encode(), line, comment)
    assert changed == after.replace("\n", end).encode()


def test_what_is_odd_is_kept() -> None:
    before = "\ufeffx = ( 1 ,\n  2)\n\n\n\nD={} ;  y  = 2\n\n\x0c\nif x :\n  pass\n"
    after = before.replace("y  = 2\n", f"y  = 2  {WHY}\n")
    assert accept_at(before.encode(), 6, WHY) == after.encode()


def test_other_encodings() -> None:
    before = "# coding: latin-1\nE = 'é'\nD = {}\n"
    reason = "# stateful[HS101]: é"
    changed = accept_at(before.encode("latin-1"), 3, reason)
    assert changed == before.replace("{}", f"{{}}  {reason}").encode("latin-1")
    with pytest.raises(FixError, match="it cannot hold the reason"):
        accept_at(before.encode("latin-1"), 3, "# stateful[HS101]: \u20ac")


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("D = (\n", 1, "libcst cannot read the file; write it yourself: # stateful"),
        ("a = 1\n\n\nD = 1\n", 2, "there is no place for it; write it yourself: # stateful"),
        ("D = 1\n", 9, "there is no place for it"),
        ("try:\n    a\nexcept E:\n    b\n", 3, "there is no place for it"),
    ],
)
def test_where_it_cannot_go(source: str, line: int, message: str) -> None:
    with pytest.raises(FixError, match=message):
        accept_at(source.encode(), line, WHY)


def test_without_libcst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libcst", None)
    with pytest.raises(
        FixError, match=r"pip install 'flake8-hidden-state\[fix\]'; or write .* why"
    ):
        accept_at(b"D = {}\n", 1, WHY)


def test_the_comment() -> None:
    assert comment_of("HS101", " rebuilt \n from S3 ") == "# stateful[HS101]: rebuilt from S3"
    expected = "# stateful[HS101] until 2027-01-31: why"
    assert comment_of("HS101", "why", "2027-01-31") == expected


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("", "the reason says nothing"),
        (" \n", "the reason says nothing"),
        ("...", "the reason says nothing"),
        ("see # noqa", "would not be read back"),
        ("x, until 2027-01-01", "would not be read back"),
    ],
)
def test_a_reason_that_cannot_be_said(reason: str, message: str) -> None:
    with pytest.raises(FixError, match=message):
        comment_of("HS101", reason)


@given(st.text(alphabet="ab #]:[é\n\t", max_size=30))
def test_what_is_written_is_read(reason: str) -> None:
    try:
        comment = comment_of("HS101", reason)
    except FixError:
        return
    changed = accept_at(b"D = {}\n", 1, comment).decode()
    assert sorted(changed.splitlines()) in (
        sorted([f"D = {{}}  {comment}"]),
        sorted([comment, "D = {}"]),
    )
