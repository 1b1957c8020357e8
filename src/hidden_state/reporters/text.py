"""Findings as text: one line each, on request with proof and source below it, and a summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.reporters.display import PLAIN, Display
from hidden_state.reporters.summary import statistics_of, summary_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.finding import Finding, Result


def render(result: Result, display: Display = PLAIN) -> str:
    """Return RESULT as plain text: each finding is one line, whatever the width."""
    lines: list[str] = []
    for finding in result.findings:
        lines.append(line_of(finding))
        lines.extend(below(finding, display))
    if display.statistics:
        lines.extend(["", *map(one_line, statistics_of(result.findings)), ""])
    lines.append(summary_of(result))
    return "\n".join(lines) + "\n"


def below(finding: Finding, display: Display) -> Iterator[str]:
    """Yield what DISPLAY shows below the line of FINDING."""
    if display.show_source:
        from hidden_state.reporters.excerpt import excerpt_of

        yield from excerpt_of(finding, display)
    if display.show_chain:
        yield from proof_of(finding)


def line_of(finding: Finding) -> str:
    """Return FINDING in one line."""
    position = f"{finding.path}:{finding.line}:{finding.column}"
    return one_line(f"{position}: {finding.code} {sentences_of(finding)}")


def sentences_of(finding: Finding) -> str:
    """Return what FINDING says, the hint as a sentence of its own."""
    return ". ".join(filter(None, (finding.message, bearing_of(finding), hint_of(finding))))


def bearing_of(finding: Finding) -> str:
    """Return what a place is to the state of FINDING that another file defines, '' at home."""
    definition = finding.definition
    if finding.path == definition.path:
        return ""
    here = (finding.path, finding.line)
    is_write = any((write.path, write.line) == here for write in finding.writes)
    said = "This is a write" if is_write else "This leads to a write"
    return f"{said}; the definition is at {definition.path}:{definition.line}"


def hint_of(finding: Finding) -> str:
    """Return the hint of FINDING as a sentence."""
    return finding.hint[:1].upper() + finding.hint[1:]


def proof_of(finding: Finding) -> Iterator[str]:
    """Yield the lines that show FINDING to be true."""
    definition = finding.definition
    yield one_line(f"    defined at {definition.path}:{definition.line}")
    for write in finding.writes:
        yield one_line(f"    written at {write.path}:{write.line}:{write.column} ({write.how})")
    entry = finding.entry
    if entry is not None:
        yield one_line(f"    reached from {entry.kind} `{entry.name}` at {entry.path}:{entry.line}")
    for step in finding.chain:
        yield one_line(f"      through {step.function} at {step.path}:{step.line}")


def one_line(text: str) -> str:
    """Return TEXT with what would break the line, or steer a terminal, spelt out."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
