"""Command lines, taken apart as a shell does."""

from __future__ import annotations

import pytest

from hidden_state.project.commands.shell import Simple, commands, quoted, unquoted
from hidden_state.project.files import text as texts
from hidden_state.project.records import ScopeId

NAME = texts.variable(ScopeId(3, 4), "name")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("pg_dump shop > a.sql", [Simple(("pg_dump", "shop"), ("a.sql",))]),
        ("a >> b 2> c", [Simple(("a",), ("b", "c"))]),
        ("a &> b", [Simple(("a",), ("b",))]),
        ("a 2>&1", [Simple(("a",))]),
        ("a < b", [Simple(("a",))]),
        ("a | tee b; c\nd", [Simple(("a",)), Simple(("tee", "b")), Simple(("c",)), Simple(("d",))]),
        ("cd /srv && a > b", [Simple(("cd", "/srv")), Simple(("a",), ("b",), "/srv")]),
        ("LANG=C if a; then b; fi", [Simple(("a",)), Simple(("b",)), Simple(("fi",))]),
        ("echo 'a > b' \"c d\"", [Simple(("echo", "a > b", "c d"))]),
        (f"cp '{NAME}' /srv/{NAME}.txt", [Simple(("cp", NAME, f"/srv/{NAME}.txt"))]),
        ("echo 'unbalanced > a", []),
        ("", []),
    ],
    ids=[
        "redirected",
        "appended, and errors",
        "both streams",
        "one stream into another",
        "input",
        "several commands",
        "folder",
        "assignment and keywords",
        "quotes",
        "variables",
        "unbalanced",
        "empty",
    ],
)
def test_a_line_is_taken_apart(line: str, found: list[Simple]) -> None:
    assert commands(line) == found


def test_what_the_shell_puts_in_is_open_or_of_the_environment() -> None:
    (found,) = commands("dump > $BACKUPS/$(date +%F)/`id -u`.sql")

    assert texts.shown(found.outputs[0]) == "{BACKUPS}/{}/{}.sql"


@pytest.mark.parametrize("word", ["a > b", "it's", f"/srv/{NAME}|x", "", "a\nb;c"])
def test_a_word_of_a_list_stays_one(word: str) -> None:
    assert commands(f"run {quoted(word)} last") == [Simple(("run", word, "last"))]


def test_joined_words_are_read_by_a_shell() -> None:
    line = unquoted(" ".join(quoted(word) for word in ("sort", "a", ">", "b")))

    assert commands(line) == [Simple(("sort", "a"), ("b",))]
