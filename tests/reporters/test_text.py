from __future__ import annotations

import pytest
from msgspec.structs import replace
from projects import accepted, finding

from hidden_state.finding import Result
from hidden_state.reporters.display import Display
from hidden_state.reporters.text import one_line, render

LINE = "shop/store.py:3:1: HS101 `D` is written while serving. Keep it in Redis"


def test_one_line_a_finding_and_a_summary() -> None:
    findings = (finding(), replace(finding(), hint="", category="session-store", code="HS203"))
    assert render(Result(files=2, findings=findings, accepted=())).splitlines() == [
        LINE,
        "shop/store.py:3:1: HS203 `D` is written while serving",
        "2 findings in 2 files: 1 session-store, 1 global-state",
    ]


@pytest.mark.parametrize(
    ("result", "summary"),
    [
        (Result(files=0, findings=(), accepted=()), "no findings in 0 files"),
        (Result(files=1, findings=(), accepted=(accepted(),)), "no findings in 1 file; 1 accepted"),
        (
            Result(files=1, findings=(finding(),), accepted=(accepted(),) * 2),
            "1 finding in 1 file: 1 global-state; 2 accepted",
        ),
        (
            Result(files=1, findings=(), accepted=(accepted(), replace(accepted(), by="baseline"))),
            "no findings in 1 file; 1 accepted, 1 in the baseline",
        ),
    ],
)
def test_summary(result: Result, summary: str) -> None:
    assert render(result).splitlines()[-1] == summary


def test_proof() -> None:
    findings = (finding(), replace(finding(), entry=None, chain=()))
    printed = render(Result(files=1, findings=findings, accepted=()), Display(show_chain=True))
    proof = [
        "    defined at shop/store.py:3",
        "    written at shop/views.py:9:5 (item assignment)",
        "    reached from route `POST /d` at shop/views.py:7",
        "      through shop.views.d at shop/views.py:9",
    ]
    assert printed.splitlines()[:-1] == [LINE, *proof, LINE, *proof[:2]]


def test_nothing_breaks_the_line_or_steers_the_terminal() -> None:
    assert one_line("plain é") == "plain é"
    assert one_line("a\nb\x1b[31m\udc80\t") == "a\\nb\\x1b[31m\\udc80\\t"
    odd = finding(path="a\nb.py", message="`POST /\x1b[2J`")
    (line, _) = render(Result(files=1, findings=(odd,), accepted=())).splitlines()
    assert line == "a\\nb.py:3:1: HS101 `POST /\\x1b[2J`. Keep it in Redis"


def test_source_comes_before_the_proof() -> None:
    display = Display(show_chain=True, show_source=True, source=lambda _path, _line: "D = {}\n")
    printed = render(Result(files=1, findings=(finding(),), accepted=()), display).splitlines()
    assert printed[1:4] == ["      3 | D = {}", "        | ^", "    defined at shop/store.py:3"]


def test_statistics_come_before_the_summary() -> None:
    printed = render(
        Result(files=1, findings=(finding(),), accepted=()), Display(statistics=True)
    ).splitlines()
    assert printed[1:] == [
        "",
        "     1 HS101  global-container  global-state",
        "     1 shop/store.py",
        "",
        "1 finding in 1 file: 1 global-state",
    ]
