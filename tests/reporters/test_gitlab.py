from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace
from projects import accepted, finding

from hidden_state.finding import Confidence, Finding, Result
from hidden_state.reporters.gitlab import render

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def issues(*findings: Finding) -> list[Any]:
    printed: list[Any] = json.loads(
        render(Result(files=1, findings=findings, accepted=(accepted(),)))
    )
    return printed


def test_an_issue_has_what_gitlab_asks_for() -> None:
    assert issues(finding()) == [
        {
            "description": "HS101 `D` is written while serving. Keep it in Redis",
            "check_name": "HS101 global-container",
            "fingerprint": "0" * 32,
            "severity": "major",
            "categories": ["Bug Risk"],
            "location": {"path": "shop/store.py", "lines": {"begin": 3, "end": 3}},
        }
    ]


@pytest.mark.parametrize("confidence", ["certain", "likely", "possible"])
def test_severity(confidence: Confidence) -> None:
    (issue,) = issues(replace(finding(), confidence=confidence))
    assert issue["severity"] in SEVERITIES


def test_nothing_found_is_an_empty_report() -> None:
    assert issues() == []


def test_no_two_fingerprints_are_the_same_and_they_stay() -> None:
    thrice = issues(finding(), finding(path="b.py"), finding(path="c.py"))
    prints = [issue["fingerprint"] for issue in thrice]
    assert prints[0] == finding().fingerprint
    assert len(set(prints)) == 3
    assert issues(finding(), finding(path="b.py"))[1]["fingerprint"] == prints[1]


def test_text_that_is_no_text_is_escaped() -> None:
    (issue,) = issues(finding(message="`\ud800`\n"))
    assert issue["description"].startswith(r"HS101 `\ud800`\n")
