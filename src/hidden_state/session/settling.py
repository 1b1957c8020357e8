"""Part what was found: what is accepted, what the configuration selects, what stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hidden_state.acceptance import Verdict, accept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.acceptance import Remarks
    from hidden_state.config import Config
    from hidden_state.finding import Finding

LEVELS = ("possible", "likely", "certain")


def settle(
    findings: Iterable[Finding], remarks: Remarks, config: Config, *, heeds_noqa: bool = True
) -> Verdict:
    """Return what stands of FINDINGS, all of a project, and what is accepted, as CONFIG selects.

    Whether a comment is of use is judged by all findings, so that no selection makes it look idle.
    """
    verdict = accept(findings, remarks, date.today(), _codes, heeds_noqa=heeds_noqa)
    return Verdict(
        tuple(wanted(verdict.standing, config)),
        tuple(item for item in verdict.accepted if is_wanted(item.finding, config)),
    )


def wanted(findings: Iterable[Finding], config: Config) -> Iterator[Finding]:
    """Yield those of FINDINGS that CONFIG selects."""
    return (finding for finding in findings if is_wanted(finding, config))


def is_wanted(finding: Finding, config: Config) -> bool:
    """Whether CONFIG selects FINDING; the longer of two prefixes decides."""
    selected = _longest(config.select, finding.code)
    is_selected = selected > _longest(config.ignore, finding.code)
    return is_selected and LEVELS.index(finding.confidence) >= LEVELS.index(config.confidence)


def _longest(prefixes: Iterable[str], code: str) -> int:
    """Return the length of the longest of PREFIXES that CODE has, -1 when there is none."""
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)


def _codes() -> Iterable[str]:
    from hidden_state.session.catalog import codes

    return codes()
