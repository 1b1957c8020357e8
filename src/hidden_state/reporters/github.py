"""Findings as workflow commands, which GitHub shows at the lines that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.reporters.summary import summary_of
from hidden_state.reporters.text import one_line, proof_of, sentences_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hidden_state.finding import Confidence, Finding, Result

LEVELS: Mapping[Confidence, str] = {"certain": "error", "likely": "warning", "possible": "notice"}
DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
PROPERTY = {**DATA, ":": "%3A", ",": "%2C"}


def render(result: Result) -> str:
    """Return RESULT as a command each, and a summary for who reads the log."""
    return "\n".join([*map(_command, result.findings), summary_of(result)]) + "\n"


def _command(finding: Finding) -> str:
    properties = {
        "file": finding.path,
        "line": str(finding.line),
        "endLine": str(finding.end_line),
        "title": f"{finding.code} {finding.rule}",
    }
    if finding.line == finding.end_line:
        properties |= {"col": str(finding.column), "endColumn": str(finding.end_column)}
    said = ",".join(
        f"{name}={_escaped(one_line(value), PROPERTY)}" for name, value in properties.items()
    )
    message = "\n".join([one_line(sentences_of(finding)), *proof_of(finding)])
    return f"::{LEVELS[finding.confidence]} {said}::{_escaped(message, DATA)}"


def _escaped(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)
