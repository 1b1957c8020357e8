"""Examine what was asked about: what is found, what of it is accepted or known."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from hidden_state.acceptance.rules import UnusedAcceptance
from hidden_state.configuration import shown
from hidden_state.discovery import is_excluded, key_of
from hidden_state.finding import Result
from hidden_state.session.elsewhere import seen_from
from hidden_state.session.flow import analyse, position
from hidden_state.session.settling import settle
from hidden_state.tool import CATEGORY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hidden_state.baseline.comparison import Comparison
    from hidden_state.baseline.entry import Line
    from hidden_state.config import Config
    from hidden_state.finding import Finding
    from hidden_state.session.flow import Progress
    from hidden_state.survey import Survey


class Examination(NamedTuple):
    """What there is to say, and how it compares with the baseline, if there is one.

    `stale` are the lines of the baseline that match nothing though their files were looked at,
    `survey` is what a report needs besides, where it was asked for.
    """

    result: Result
    comparison: Comparison | None
    stale: tuple[Line, ...]
    survey: Survey | None = None


def check(
    config: Config,
    targets: Sequence[Path] | None,
    overlay: Mapping[Path, bytes] | None = None,
    progress: Progress | None = None,
) -> Result:
    """Return what is found in TARGETS, files and folders of the project; None means all of it.

    OVERLAY holds unsaved text by path.
    """
    return examine(config, targets, overlay, progress).result


def examine(
    config: Config,
    targets: Sequence[Path] | None,
    overlay: Mapping[Path, bytes] | None = None,
    progress: Progress | None = None,
    *,
    surveys: bool = False,
) -> Examination:
    """Return what `check` returns, with the comparison with the baseline; if asked, the survey."""
    overlay = overlay or {}
    if config.force_exclude:
        overlay = {path: text for path, text in overlay.items() if not is_left_out(config, path)}
    named = () if config.force_exclude else targets or ()
    analysis = analyse(config, named, overlay, progress, surveys=surveys)
    keys = keys_of(config, targets)
    verdict, comparison = settle(analysis.findings, analysis.remarks, config)
    # Where the analysis failed, what is not found may be there all the same.
    idle = UnusedAcceptance.code if analysis.failures else ""
    standing = (item for item in verdict.standing if item.code != idle)
    result = Result(
        files=sum(is_within(path, keys) for path in analysis.paths),
        findings=tuple(_seen(standing, keys, is_wide=config.related)),
        accepted=tuple(item for item in verdict.accepted if is_within(item.finding.path, keys)),
        warnings=analysis.warnings,
        failures=analysis.failures,
    )
    if comparison is None or config.baseline is None:
        return Examination(result, None, (), analysis.survey)
    unread = {item.path for item in analysis.findings if item.category == CATEGORY}
    stale = tuple(
        line
        for line in comparison.unmatched
        if is_within(line.entry.path, keys)
        and not is_within(line.entry.path, unread)
        and not analysis.failures
    )
    doubts = tuple(f"{shown(config.baseline)}: {doubt}" for doubt in comparison.doubts)
    result = replace(result, warnings=(*result.warnings, *doubts))
    return Examination(result, comparison, stale, analysis.survey)


def keys_of(config: Config, targets: Iterable[Path] | None) -> set[str]:
    """Return TARGETS as paths in the project, '' for its root; None means all of it."""
    return {_key(config.root, target) for target in targets} if targets is not None else {""}


def is_left_out(config: Config, path: Path) -> bool:
    """Answer whether CONFIG excludes the file at PATH, which is below its root or nowhere."""
    return is_excluded(_key(config.root, path), (*config.exclude, *config.extend_exclude))


def _seen(
    findings: Iterable[Finding], keys: Collection[str], *, is_wide: bool
) -> Iterator[Finding]:
    """Yield those of FINDINGS that are in KEYS, or with a wide view seen from there."""
    if not is_wide:
        yield from (finding for finding in findings if is_within(finding.path, keys))
        return
    found = (seen_from(finding, lambda path: is_within(path, keys)) for finding in findings)
    yield from sorted(filter(None, found), key=position)


def is_within(path: str, keys: Collection[str]) -> bool:
    """Answer whether PATH is one of KEYS, or in one of them; '' is the root."""
    while path and path not in keys:
        path = path.rpartition("/")[0]
    return path in keys


def _key(root: Path, path: Path) -> str:
    key = key_of(os.fspath(root), os.path.realpath(path))
    return "" if key == "." else key
