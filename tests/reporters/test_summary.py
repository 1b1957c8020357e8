from __future__ import annotations

from msgspec.structs import replace
from projects import finding

from hidden_state.finding import Result
from hidden_state.reporters.summary import WORST_FIRST, statistics_of, summary_of
from hidden_state.session.catalog import rules


def of(category: str, code: str, count: int, path: str = "a.py") -> tuple[object, ...]:
    found = replace(finding(code, path), category=category, rule=code.lower())
    return (found,) * count


def test_the_worst_come_first() -> None:
    findings = (*of("instance-cache", "HS401", 9), *of("session-store", "HS203", 1))
    findings += (*of("own-rules", "XX1", 1), *of("global-state", "HS101", 2))
    said = summary_of(Result(files=1, findings=findings, accepted=()))  # type: ignore[arg-type] # findings
    assert said == (
        "13 findings in 1 file: 1 session-store, 2 global-state, 9 instance-cache, 1 own-rules"
    )


def test_every_family_has_its_rank() -> None:
    assert {rule.category for rule in rules()} - {"tool"} <= set(WORST_FIRST)


def test_statistics_count_rules_and_files() -> None:
    findings = [*of("global-state", "HS101", 2), *of("session-store", "HS203", 1, "b.py")]
    findings += of("global-state", "HS102", 3, "c.py")
    assert list(statistics_of(findings)) == [  # type: ignore[arg-type] # findings
        "     1 HS203  hs203  session-store",
        "     3 HS102  hs102  global-state",
        "     2 HS101  hs101  global-state",
        "     3 c.py",
        "     2 a.py",
        "     1 b.py",
    ]


def test_files_left_out_are_counted() -> None:
    findings = [finding(path=f"{number:02}.py") for number in range(12)]
    lines = list(statistics_of([*findings, finding(path="11.py")]))
    assert lines[1] == "     2 11.py"
    assert lines[-1] == "     2 in 2 more files"
    assert len(lines) == 12
    assert list(statistics_of([])) == []
