"""`hidden-state accept PATH:LINE --reason "..."`: write the comment that accepts a finding."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hidden_state.cli import terminal
from hidden_state.cli.commands import Command, configuration_of
from hidden_state.cli.usage import UsageError
from hidden_state.configuration import shown, suggestion

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hidden_state.finding import Accepted, Finding, Result

PLACE = re.compile(r"(.+?):(\d+)(?::\d+)?:?", re.DOTALL)
LISTED = 5


def accept(options: argparse.Namespace) -> int:
    """Write the comment that accepts the finding at the place that OPTIONS name."""
    from hidden_state import session
    from hidden_state.discovery import key_of
    from hidden_state.fixes.acceptance import accept_at, comment_of
    from hidden_state.fixes.errors import FixError
    from hidden_state.fixes.remark import accept_in_text
    from hidden_state.replacing import replace_file
    from hidden_state.reporters.text import one_line

    path, line = _place(options.place)
    config = configuration_of(options, path)
    key = key_of(os.fspath(config.root), os.fspath(path))
    finding = _chosen(session.check(config, None), key, line, options.code)
    # A name that is no text is spelt out in findings: the file has the one that was given.
    file = path if finding.path == key else config.root / finding.path
    where = one_line(f"{shown(file)}:{finding.line}")
    try:
        comment = comment_of(finding.code, options.reason, _day(options.until))
        write = accept_at if file.suffix == ".py" else accept_in_text
        replace_file(file, write(file.read_bytes(), finding.line, comment))
    except (FixError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{where}: not accepted: {reason}") from error
    terminal.write(f"{where}: {finding.code} `{finding.symbol}` is accepted: {comment}\n")
    return 0


def _place(text: str) -> tuple[Path, int]:
    """Return the file, without links, and the line that TEXT, `PATH:LINE`, names."""
    match = PLACE.fullmatch(text)
    if match is None:
        raise UsageError(f"not a place: {text}: write PATH:LINE, as findings do")
    path = Path(os.path.realpath(match[1]))
    if not path.is_file():
        raise UsageError(f"no such file: {match[1]}")
    return path, int(match[2])


def _day(text: str | None) -> str:
    """Return the last day that TEXT names, '' if it names none."""
    from hidden_state.acceptance.dates import day_of

    if text is None:
        return ""
    day = day_of(text)
    if day is None:
        raise UsageError(f"--until: not a day: {text}: write YYYY-MM-DD")
    if day < date.today():
        raise UsageError(f"--until: {text} is over")
    return text


def _chosen(result: Result, key: str, line: int, code: str | None) -> Finding:
    """Return the finding of RESULT at LINE of the file KEY, of the rule CODE if one is given."""
    from hidden_state.tool import CATEGORY

    known = [item.finding for item in result.accepted if item.by == "baseline"]
    bare = [item.finding for item in result.accepted if item.by == "comment" and not item.reason]
    candidates = [
        finding for finding in (*result.findings, *known, *bare) if finding.category != CATEGORY
    ]
    here = [finding for finding in candidates if _is_at(finding, key, line)] or [
        finding
        for finding in candidates
        if any((write.path, write.line) == (key, line) for write in finding.writes)
    ]
    named = [finding for finding in here if code in (None, finding.code)]
    if len(named) == 1:
        return named[0]
    if named:
        codes = " or ".join(f"--code {finding.code}" for finding in named)
        raise UsageError(f"{key}:{line}: several findings: choose one: {codes}")
    if here:
        present = [finding.code for finding in here]
        hint = suggestion(code or "", present) or f"; there is {', '.join(present)}"
        raise UsageError(f"{key}:{line}: no {code} here{hint}")
    done = [item for item in result.accepted if _is_at(item.finding, key, line)]
    raise UsageError(_nothing(key, line, candidates, done))


def _is_at(finding: Finding, key: str, line: int) -> bool:
    return finding.path == key and finding.line <= line <= max(finding.line, finding.end_line)


def _nothing(key: str, line: int, findings: Sequence[Finding], done: Sequence[Accepted]) -> str:
    """Return why there is nothing to accept at LINE of the file KEY."""
    if done:
        reason = f": {done[0].reason}" if done[0].reason else ""
        return f"{key}:{line}: accepted already by line {done[0].line}{reason}"
    near = sorted(
        (finding for finding in findings if finding.path == key),
        key=lambda finding: abs(finding.line - line),
    )
    if not near:
        return f"{key}:{line}: no finding here, nor anywhere in the file"
    places = [f"{key}:{item.line} ({item.code} `{item.symbol}`)" for item in near]
    more = f" and {len(places) - LISTED} more" if len(places) > LISTED else ""
    return f"{key}:{line}: no finding here; there is {', '.join(places[:LISTED])}{more}"


COMMAND = Command(
    "accept",
    "accept a finding: write a comment that says why",
    {
        "place": {"metavar": "PATH:LINE", "help": "where the finding is, or one of its writes"},
        "--reason": {"required": True, "metavar": "TEXT", "help": "why one instance may keep it"},
        "--until": {"metavar": "DATE", "help": "the last day that it holds, YYYY-MM-DD"},
        "--code": {"metavar": "CODE", "help": "which finding, where there are several"},
        "--config": {"metavar": "FILE", "type": Path, "help": "read this configuration"},
    },
    accept,
)
