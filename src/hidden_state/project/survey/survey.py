"""Everything that a report asks of a linked project."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hidden_state.project.failure import attempt
from hidden_state.project.survey.reaching import Reaching
from hidden_state.project.survey.sharing import shared_stores
from hidden_state.project.survey.tables import Tables
from hidden_state.project.survey.warm import warm_state
from hidden_state.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hidden_state.finding import Finding
    from hidden_state.project.linked import Linked


def survey(linked: Linked, findings: Iterable[Finding], failures: list[str]) -> Survey:
    """Return the entry points, who reaches each of FINDINGS, what is loaded, what is shared.

    What fails is added to FAILURES, and costs no more than what it would find.
    """
    found = tuple(findings)
    tables = Tables()
    reaching = Reaching(linked, tables)
    reached = {
        finding.fingerprint: attempt("reaching", partial(reaching.of, finding), failures)
        for finding in found
    }
    return Survey(
        entries=reaching.served,
        paths=tables.paths.rows(),
        functions=tables.functions.rows(),
        lines=tables.all_lines(),
        nodes=tables.all_nodes(),
        reached={name: ways for name, ways in reached.items() if ways},
        warm=attempt("warm state", partial(warm_state, linked), failures),
        shared=attempt("shared stores", partial(shared_stores, linked, reaching, found), failures),
    )
