"""Part what was found: what is accepted, what the configuration selects, what stands."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

from hidden_state.acceptance import Verdict, accept
from hidden_state.config import ConfigurationError, Problem
from hidden_state.configuration import shown
from hidden_state.finding import Accepted
from hidden_state.tool import CATEGORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hidden_state.acceptance import Remarks
    from hidden_state.baseline.comparison import Comparison, Match
    from hidden_state.config import Config
    from hidden_state.finding import Finding

LEVELS = ("possible", "likely", "certain")


def settle(
    findings: Iterable[Finding], remarks: Remarks, config: Config, *, heeds_noqa: bool = True
) -> tuple[Verdict, Comparison | None]:
    """Return what stands of FINDINGS, all of a project, and what is accepted, as CONFIG selects.

    Whether a comment or a line of the baseline is of use is judged by all findings, so that no
    selection makes it look idle.
    """
    verdict = accept(findings, remarks, date.today(), _codes, heeds_noqa=heeds_noqa)
    standing, accepted = verdict.standing, verdict.accepted
    comparison = None
    if config.baseline is not None:
        comparison = _compare(standing, config.root, config.baseline)
        accepted += tuple(_known(match, config.root, config.baseline) for match in comparison.known)
        known = {id(match.finding) for match in comparison.known}
        standing = tuple(finding for finding in standing if id(finding) not in known)
        accepted = tuple(sorted(accepted, key=lambda item: (item.finding.path, item.finding.line)))
    chosen = (item for item in accepted if is_wanted(item.finding, config))
    return Verdict(tuple(wanted(standing, config)), tuple(chosen)), comparison


def wanted(findings: Iterable[Finding], config: Config) -> Iterator[Finding]:
    """Yield those of FINDINGS that CONFIG selects."""
    return (finding for finding in findings if is_wanted(finding, config))


def is_wanted(finding: Finding, config: Config) -> bool:
    """Whether CONFIG selects FINDING; the longer of two prefixes decides."""
    selected = _longest(config.select, finding.code)
    is_selected = selected > _longest(config.ignore, finding.code)
    return is_selected and LEVELS.index(finding.confidence) >= LEVELS.index(config.confidence)


def _compare(standing: Iterable[Finding], root: Path, file: Path) -> Comparison:
    """Return how the findings STANDING compare with the baseline FILE of the project at ROOT."""
    from hidden_state.baseline.comparison import compare
    from hidden_state.baseline.entry import BaselineError, read

    def is_gone(path: str) -> bool:
        return not os.path.lexists(root / path)

    try:
        lines = read(file)
    except BaselineError as error:
        problems = [Problem(shown(file), "", message) for message in error.messages]
        raise ConfigurationError(problems) from error
    return compare(lines, (item for item in standing if item.category != CATEGORY), is_gone)


def _known(match: Match, root: Path, file: Path) -> Accepted:
    return Accepted(
        finding=match.finding,
        by="baseline",
        path=os.path.relpath(file, root).replace(os.sep, "/"),
        line=match.line.number,
        reason=match.line.entry.reason,
    )


def _longest(prefixes: Iterable[str], code: str) -> int:
    """Return the length of the longest of PREFIXES that CODE has, -1 when there is none."""
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)


def _codes() -> Iterable[str]:
    from hidden_state.session.catalog import codes

    return codes()
