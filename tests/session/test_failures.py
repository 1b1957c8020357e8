from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from projects import SHOP

from hidden_state.cli.command import FAILED, main
from hidden_state.flake8_plugin import Run
from hidden_state.project import project
from hidden_state.project.failure import attempt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import WriteProject


def broken_finder(_linked: object) -> Iterator[None]:
    """Stand in for a part that fails half-way."""
    yield None
    raise ValueError("two\nlines")


@pytest.fixture
def shop(write_project: WriteProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = write_project(
        {
            **SHOP,
            "idle.py": "import os  # stateful[HS301]: what accepts a finding that is not made\n",
        }
    )
    monkeypatch.chdir(root)
    monkeypatch.setattr(project, "FINDERS", (broken_finder, *project.FINDERS))
    return root


@pytest.mark.usefixtures("shop")
def test_a_part_that_fails_costs_only_what_it_finds(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):  # nor is it kept for the next run
        assert main(["check", "--exit-zero"]) == FAILED
        out, err = capsys.readouterr()
        assert "HS101 `" in out
        assert "broken_finder failed (ValueError: two lines, test_failures.py:" in err


@pytest.mark.usefixtures("shop")
def test_what_is_not_found_is_not_called_unused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["check"]) == FAILED
    assert "HS003" not in capsys.readouterr().out
    monkeypatch.setattr(project, "FINDERS", ())
    main(["check"])
    assert "HS003" in capsys.readouterr().out


def test_nothing_is_removed_from_a_baseline(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    main(["check", "--write-baseline", "--baseline", "known.jsonl"])
    before = (shop / "known.jsonl").read_bytes()
    assert before.count(b"HS101") == 1
    (shop / "views.py").write_text("")
    main(["check", "--prune-baseline", "--baseline", "known.jsonl"])
    assert (shop / "known.jsonl").read_bytes() == before
    monkeypatch.setattr(project, "FINDERS", ())
    main(["check", "--prune-baseline", "--baseline", "known.jsonl"])
    assert (shop / "known.jsonl").read_bytes() != before


def test_flake8_says_it(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Run().project(shop)
    assert "broken_finder failed" in capsys.readouterr().err


def test_what_does_not_fail_is_returned() -> None:
    failures: list[str] = []
    assert attempt("part", lambda: [1, 2], failures) == (1, 2)
    assert failures == []
