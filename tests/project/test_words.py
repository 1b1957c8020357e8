from __future__ import annotations

import pytest

from hidden_state.project.work.words import double_work, lost_work


def test_what_is_lost_is_said_in_order() -> None:
    assert lost_work(["write", "query", "mail", "save"]) == (
        "sends mail, writes to the database and writes files"
    )


@pytest.mark.parametrize("deeds", [[], ["query", "fetch", "read"], ["log", "clock"]])
def test_nothing_is_lost_of_what_only_reads(deeds: list[str]) -> None:
    assert lost_work(deeds) == ""  # type: ignore[arg-type]  # words of the enum


def test_a_commit_after_deleting_writes_nothing() -> None:
    assert lost_work(["commit"]) == "writes to the database"
    assert lost_work(["clear", "commit"]) == "deletes from the database"
    assert double_work(["query", "clear", "commit"]) == ""


@pytest.mark.parametrize(
    ("deeds", "by_clock", "said"),
    [
        (["mail"], False, "sends mail"),
        (["query", "save"], False, "writes to the database"),
        (["save"], False, ""),
        (["save"], True, "writes to the database"),
        (["call"], False, ""),
        (["call"], True, ""),
        (["fetch", "call"], False, "calls other services"),
        (["query", "save", "lock"], True, ""),
        (["listen", "query", "save"], False, ""),
    ],
)
def test_what_is_done_twice(deeds: list[str], by_clock: bool, said: str) -> None:
    assert double_work(deeds, by_clock) == said  # type: ignore[arg-type]  # words of the enum
