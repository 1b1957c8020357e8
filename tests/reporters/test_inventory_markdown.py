from __future__ import annotations

import pytest

from hidden_state.inventory import EntryPoint
from hidden_state.reporters.inventory.digest import told_entries
from hidden_state.reporters.inventory.markdown import code, html, prose, text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("POST /a", "`POST /a`"),
        ("a|b", "<code>a&#124;b</code>"),
        ("a`b", "<code>a&#96;b</code>"),
        ("<script>|", "<code>&lt;script&gt;&#124;</code>"),
        ("a\nb", "`a\\nb`"),
    ],
)
def test_code_stays_code_in_a_table(words: str, shown: str) -> None:
    assert code(words) == shown


def test_marks_are_escaped() -> None:
    assert text("<script>*x*|[y](z)") == r"\<script\>\*x\*\|\[y\]\(z\)"
    assert html("<b>|") == "&lt;b&gt;&#124;"


def test_what_stands_in_backticks_is_code() -> None:
    assert prose("see `a_b` and <c>") == r"see `a_b` and \<c\>"


def test_backticks_in_the_name_of_an_entry_point_end_no_code() -> None:
    entry = EntryPoint(
        id="e1", kind="route", name="GET /`x`", path="a.py", line=1, verdict="hidden state"
    )
    assert told_entries([entry], code) == "route <code>GET /&#96;x&#96;</code>"
    assert told_entries([entry] * 5) == ", ".join(["route `GET /`x``"] * 3) + " and 2 more"
