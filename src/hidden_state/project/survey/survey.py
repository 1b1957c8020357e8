"""Everything that a report asks of a linked project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.survey.reaching import Reaching
from hidden_state.project.survey.tables import Tables
from hidden_state.survey import Connected, Survey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hidden_state.finding import Finding
    from hidden_state.project.linked import Linked
    from hidden_state.project.shared import Shared


def survey(linked: Linked, findings: Iterable[Finding], shared: Iterable[Shared]) -> Survey:
    """Return the entry points, who reaches each of FINDINGS, what is loaded and what is SHARED."""
    tables = Tables()
    reaching = Reaching(linked, tables)
    reached = {finding.fingerprint: reaching.of(finding) for finding in findings}
    return Survey(
        entries=reaching.served,
        paths=tables.paths.rows(),
        functions=tables.functions.rows(),
        lines=tables.all_lines(),
        nodes=tables.all_nodes(),
        reached={name: ways for name, ways in reached.items() if ways},
        warm=(),
        shared=tuple(
            Connected(item.symbol, item.what, item.path, item.line, item.serves) for item in shared
        ),
    )
