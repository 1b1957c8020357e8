from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from projects import finding

from hidden_state.acceptance import Remarks, Verdict, accept
from hidden_state.comment import Acceptance, Comment
from hidden_state.finding import Definition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hidden_state.finding import Finding

PATH = "shop/store.py"
TODAY = date(2027, 3, 31)
CODES = ("HS101", "HS102", "HS203")


def comment(
    *codes: str,
    lines: tuple[int, int] = (3, 3),
    reason: str = "one worker",
    until: str = "",
) -> Acceptance:
    return Acceptance(lines[0], 9, 30, codes, reason, until, *lines)


def judge(
    findings: Iterable[Finding],
    *comments: Acceptance,
    path: str = PATH,
    noqa: Iterable[Comment] = (),
    heeds_noqa: bool = True,
) -> Verdict:
    remarks = Remarks({PATH: tuple(noqa)}, {path: comments} if comments else {})
    return accept(findings, remarks, TODAY, lambda: CODES, heeds_noqa=heeds_noqa)


def codes(verdict: Verdict) -> list[str]:
    return [item.code for item in verdict.standing]


def is_silenced(*codes: str, line: int = 3) -> bool:
    verdict = judge([finding("HS203")], noqa=[Comment(line, codes)])
    assert [item.by for item in verdict.accepted] == ["noqa"][: 1 - len(verdict.standing)]
    return not verdict.standing


def test_noqa_accepts_all_or_its_codes_and_prefixes() -> None:
    assert is_silenced()
    assert is_silenced("E501", "HS203")
    assert is_silenced("HS2")
    assert not is_silenced("E501")
    assert not is_silenced(line=2)
    assert not is_silenced(line=4)


def test_noqa_is_left_to_others() -> None:
    assert codes(judge([finding()], noqa=[Comment(3, ())], heeds_noqa=False)) == ["HS101"]


@pytest.mark.parametrize("named", [("HS101",), ("HS1",), ("HS101", "HS10")])
def test_a_comment_accepts_its_codes(named: tuple[str, ...]) -> None:
    verdict = judge([finding()], comment(*named))
    assert verdict.standing == ()
    (item,) = verdict.accepted
    assert (item.by, item.reason, item.path, item.line) == ("comment", "one worker", PATH, 3)


def test_a_comment_for_two_states_of_one_statement() -> None:
    two = [finding(), replace(finding("HS203"), symbol="E")]
    verdict = judge(two, comment("HS101", "HS203"))
    assert (verdict.standing, len(verdict.accepted)) == ((), 2)
    assert codes(judge(two, comment("HS101"))) == ["HS203"]


@pytest.mark.parametrize(
    ("lines", "is_accepted"), [((3, 3), True), ((1, 5), True), ((4, 6), False), ((1, 2), False)]
)
def test_the_lines_of_the_statement_count(lines: tuple[int, int], is_accepted: bool) -> None:
    verdict = judge([finding()], comment("HS101", lines=lines))
    assert bool(verdict.accepted) is is_accepted
    assert ("HS003" in codes(verdict)) is not is_accepted


def test_the_definition_counts_too() -> None:
    elsewhere = replace(finding(), definition=Definition(path="shop/keys.py", line=8))
    verdict = judge([elsewhere], comment("HS101", lines=(8, 8)), path="shop/keys.py")
    assert verdict.standing == ()
    assert verdict.accepted[0].path == "shop/keys.py"


def test_without_a_reason_it_accepts_and_is_reported() -> None:
    verdict = judge([finding()], comment("HS101", reason=""))
    (complaint,) = verdict.standing
    assert (complaint.code, complaint.line, complaint.column) == ("HS002", 3, 9)
    assert complaint.message == "the acceptance of HS101 `D` gives no reason"
    assert "`# stateful[HS101]: ...`" in complaint.hint
    assert len(verdict.accepted) == 1


@pytest.mark.parametrize("until", ["2027-03-31", "2028-01-01"])
def test_the_last_day_counts(until: str) -> None:
    verdict = judge([finding()], comment("HS101", until=until))
    assert (verdict.standing, verdict.accepted[0].until) == ((), until)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("2027-03-30", "expired on 2027-03-30 (one worker)"),
        ("2027-02-30", "ends on `2027-02-30`, which is no date (one worker)"),
        ("20280101", "ends on `20280101`, which is no date (one worker)"),
        ("soon", "ends on `soon`, which is no date (one worker)"),
    ],
)
def test_after_the_last_day_the_finding_is_back(until: str, words: str) -> None:
    verdict = judge([finding()], comment("HS101", until=until))
    assert verdict.accepted == ()
    assert codes(verdict) == ["HS101", "HS004"]
    assert verdict.standing[1].message == f"the acceptance of HS101 `D` {words}"


def test_another_comment_may_still_accept() -> None:
    verdict = judge([finding()], comment("HS101", until="2020-01-01"), comment("HS101"))
    assert codes(verdict) == ["HS004"]
    assert len(verdict.accepted) == 1


def complaint(verdict: Verdict) -> tuple[str, str]:
    (found,) = (item for item in verdict.standing if item.code == "HS003")
    return found.message, found.hint


def test_a_comment_on_nothing() -> None:
    message = "this accepts nothing: no HS102 is reported on this statement"
    assert complaint(judge([], comment("HS102"))) == (message, "Delete it")
    both = judge([finding()], comment("HS101", "HS102"))
    assert complaint(both) == (message, "Delete it")
    assert len(both.accepted) == 1


def test_what_was_meant() -> None:
    assert complaint(judge([finding()], comment("HS102")))[1] == "What is reported here is HS101"
    typo = judge([], comment("HS1O2"))
    assert complaint(typo)[1] == "There is no HS1O2; did you mean HS102?"
    assert complaint(judge([], comment("ZZZZZ")))[1] == "There is no ZZZZZ"
    write = judge([finding()], comment("HS101", lines=(9, 9)), path="shop/views.py")
    assert complaint(write)[1] == "Move it to shop/store.py:3, where `D` is defined"
    message, hint = complaint(judge([], comment()))
    assert message == "this acceptance names no code"
    assert hint == "Write `# stateful[CODE]: reason`"


def test_complaints_can_be_silenced_but_not_accepted() -> None:
    unused = comment("HS003", lines=(5, 5))
    assert codes(judge([], unused)) == ["HS003"]
    assert codes(judge([], unused, noqa=[Comment(5, ("HS003",))])) == []


def test_what_stands_is_in_order() -> None:
    verdict = judge([finding(line=9), finding(line=1)], comment("HS101", lines=(4, 4)))
    assert [item.line for item in verdict.standing] == [1, 4, 9]
