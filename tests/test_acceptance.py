from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from projects import finding

from hidden_state.acceptance import accept, is_accepted
from hidden_state.extract import extract
from hidden_state.facts import Comment, Facts


def comments(text: str) -> tuple[Comment, ...]:
    facts = extract(text.encode())
    assert isinstance(facts, Facts)
    return facts.comments


def is_silenced(code: str, line: str) -> bool:
    by_line = {comment.line: comment.codes for comment in comments(f"\n\n{line}\n")}
    return is_accepted(finding(code), {"shop/store.py": by_line})


def test_bare_comment_accepts_all() -> None:
    assert is_silenced("HS203", "D = {}  # noqa")
    assert is_silenced("HS203", "D = {}  #NOQA")


def test_comment_accepts_its_codes_and_prefixes() -> None:
    for comment in ("HS203", "E501,HS203", "E501 HS2", "hs203", "HS101, HS203 because"):
        assert is_silenced("HS203", f"D = {{}}  # noqa: {comment}"), comment
    assert not is_silenced("HS203", "D = {}  # noqa: E501")
    assert not is_silenced("HS203", "D = {}  # no qa")


def test_only_the_lines_of_the_finding_count() -> None:
    for line, expected in ((2, False), (3, True), (4, False)):
        assert is_accepted(finding(), {"shop/store.py": {line: ()}}) is expected
    assert not is_accepted(finding(), {"shop/views.py": {3: ()}})


def test_accept_parts_the_findings() -> None:
    first, second = finding(line=3), finding(line=4)
    assert accept([first, second], {"shop/store.py": {4: ("HS1",)}}) == ((first,), (second,))


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
