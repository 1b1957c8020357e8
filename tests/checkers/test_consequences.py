"""What a rule says will happen."""

from __future__ import annotations

import pytest
from msgspec.structs import asdict

from hidden_state.checker import Checker
from hidden_state.session.catalog import checkers

LONGEST = 90


@pytest.mark.parametrize("checker", checkers(), ids=lambda checker: str(checker.code))
def test_consequences_are_the_rules_own_short_clauses(checker: type[Checker]) -> None:
    assert checker.consequences is not Checker.consequences
    for clause in asdict(checker.consequences).values():
        assert 0 < len(clause) <= LONGEST
        assert clause[0].islower()
        assert not clause.endswith(".")
