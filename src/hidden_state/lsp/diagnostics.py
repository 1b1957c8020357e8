"""Findings as diagnostics, with the proof as related locations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from hidden_state.reporters.text import one_line, sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hidden_state.finding import Confidence, Finding
    from hidden_state.lsp.places import Places

SOURCE = "hidden-state"
SEVERITIES: Mapping[Confidence, types.DiagnosticSeverity] = {
    "certain": types.DiagnosticSeverity.Warning,
    "likely": types.DiagnosticSeverity.Warning,
    "possible": types.DiagnosticSeverity.Information,
}


def diagnostic_of(finding: Finding, places: Places, *, has_related: bool) -> types.Diagnostic:
    """Return the diagnostic for FINDING at its place; with related locations if HAS_RELATED."""
    end = (finding.end_line, finding.end_column)
    return types.Diagnostic(
        range=places.range(finding.path, finding.line, finding.column, end),
        message=one_line(sentences_of(finding)),
        severity=SEVERITIES[finding.confidence],
        code=finding.code,
        source=SOURCE,
        related_information=list(_related(finding, places)) if has_related else None,
    )


def _related(finding: Finding, places: Places) -> Iterator[types.DiagnosticRelatedInformation]:
    """Yield the definition, the way from the entry point, and the writes; not the place itself."""

    def at(path: str, line: int, column: int, text: str) -> types.DiagnosticRelatedInformation:
        location = places.location(path, line, column)
        return types.DiagnosticRelatedInformation(location, one_line(text))

    here = (finding.path, finding.line)
    definition = finding.definition
    if (definition.path, definition.line) != here:
        yield at(definition.path, definition.line, 1, f"`{finding.symbol}` is defined here")
    entry = finding.entry
    if entry is not None:
        yield at(entry.path, entry.line, 1, f"reached from {entry.kind} `{entry.name}`")
    for step in finding.chain:
        yield at(step.path, step.line, 1, f"through {step.function}")
    for write in finding.writes:
        if (write.path, write.line) != here:
            yield at(write.path, write.line, write.column, f"written here ({write.how})")
