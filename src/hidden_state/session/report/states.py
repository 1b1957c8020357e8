"""Findings as states: what each is, what should own it, whether it is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.inventory import Acceptance, Owner, State
from hidden_state.session.report.kinds import OWNERS, Lives, kind_of
from hidden_state.session.report.plan import is_database
from hidden_state.survey import USED
from hidden_state.tool import CATEGORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hidden_state.finding import Accepted, Finding, Result
    from hidden_state.inventory import Scale
    from hidden_state.survey import Connected

BREAKS_MEMORY = frozenset({"many workers", "many replicas"})
AS_WELL_ALONE = frozenset({"HS502"})
"""Rules about what is lost with its instance, however many there are."""
BREAKS_DISK = frozenset({"many replicas"})


def states_of(result: Result, scales: Sequence[Scale]) -> tuple[State, ...]:
    """Return what RESULT found and what it accepts, as states, by place; SCALES may break them."""
    pairs: list[tuple[Finding, Accepted | None]] = [
        *((finding, None) for finding in result.findings if finding.category != CATEGORY),
        *((item.finding, item) for item in result.accepted),
    ]
    pairs.sort(key=lambda pair: (pair[0].path, pair[0].line, pair[0].column, pair[0].code))
    return tuple(_state(finding, accepted, scales) for finding, accepted in pairs)


def owners_of(states: Sequence[State], shared: Iterable[Connected]) -> Iterator[Owner]:
    """Yield the owners of STATES, in the order of the tables, with what of SHARED can be used.

    Where the database is in one instance, a connection to another one is no place for its rows.
    """
    wanted = {state.owner for state in states}
    has_database = not any(map(is_database, states))
    usable = [
        item
        for item in shared
        if not item.symbol.startswith(USED) and (has_database or item.what != "a database")
    ]
    for name, owning in OWNERS.items():
        if name in wanted:
            found = (item for what in owning.stores for item in usable if item.what == what)
            first = next(found, None)
            reuse = f"`{first.symbol}` in {first.path}" if first else ""
            yield Owner(id=name, name=owning.name, cost=owning.cost, reuse=reuse)


def _state(finding: Finding, accepted: Accepted | None, scales: Sequence[Scale]) -> State:
    kind = kind_of(finding)
    lives = _lives(finding, kind.lives)
    breaking = BREAKS_MEMORY if lives == "memory" else BREAKS_DISK
    if finding.category == "version-coupling":  # broken by two versions, not by two instances
        breaking = frozenset()
    return State(
        id=finding.fingerprint,
        what=kind.what,
        lives=lives,
        finding=finding,
        owner=kind.owner,
        stage=kind.stage,
        acceptance=_acceptance(accepted) if accepted is not None else None,
        broken_by=tuple(
            scale.id
            for scale in scales
            if scale.kind in breaking and finding.code not in AS_WELL_ALONE
        ),
    )


def _acceptance(accepted: Accepted) -> Acceptance:
    return Acceptance(
        by=accepted.by,
        path=accepted.path,
        line=accepted.line,
        reason=accepted.reason,
        until=accepted.until,
    )


def _lives(finding: Finding, usual: Lives) -> Lives:
    """Return where the state of FINDING lives: a rule about both says in its message which."""
    if ":memory:" in finding.message or "in memory" in finding.message:
        return "memory"
    if "on disk" in finding.message or "local disk" in finding.message:
        return "disk"
    return usual
