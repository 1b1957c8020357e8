from __future__ import annotations

from typing import TYPE_CHECKING

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite
from msgspec.structs import replace
from projects import accepted, finding

from hidden_state.finding import Accepted, Finding, Result
from hidden_state.reporters.junit import render

if TYPE_CHECKING:
    from collections.abc import Sequence


def cases(findings: Sequence[Finding] = (), accepted: Sequence[Accepted] = ()) -> list[TestCase]:
    """The cases as a reader of such files sees them; the counts are what they should be."""
    result = Result(files=2, findings=tuple(findings), accepted=tuple(accepted))
    read = JUnitXml.fromstring(render(result))
    (suite,) = read
    assert isinstance(suite, TestSuite)
    found = list(suite)
    counts = (max(1, len(findings) + len(accepted)), len(findings), len(accepted), 0)
    assert len(found) == counts[0]
    assert (suite.tests, suite.failures, suite.skipped, suite.errors) == counts
    assert (read.tests, read.failures, read.skipped, read.errors) == counts
    return found


def test_a_finding_is_a_case_that_fails() -> None:
    (case,) = cases([finding()])
    (failure,) = case.result
    assert isinstance(failure, Failure)
    assert (case.classname, case.name) == ("shop/store.py", "HS101 D")
    assert failure.type == "HS101"
    assert failure.message == "`D` is written while serving. Keep it in Redis"
    assert failure.text is not None
    assert failure.text.splitlines()[:2] == [
        "shop/store.py:3:1: HS101 `D` is written while serving. Keep it in Redis",
        "    defined at shop/store.py:3",
    ]


def test_what_is_accepted_is_skipped() -> None:
    (case,) = cases([], [accepted(until="2027-03-31")])
    (skipped,) = case.result
    assert isinstance(skipped, Skipped)
    reason = "accepted until 2027-03-31 by comment at shop/store.py:3: one worker"
    assert skipped.message == reason
    (case,) = cases([], [accepted(reason="")])
    assert case.result[0].message == "accepted by comment at shop/store.py:3"


def test_nothing_found_is_a_case_that_passes() -> None:
    (case,) = cases()
    assert case.is_passed
    assert case.name == "no findings in 2 files"


def test_text_that_xml_cannot_hold_is_escaped() -> None:
    odd = replace(finding(message="\x00 <b> & \ud800"), symbol="")
    (case,) = cases([odd])
    assert case.name == "HS101 global-container"
    assert case.result[0].message == r"\x00 <b> & \ud800. Keep it in Redis"
