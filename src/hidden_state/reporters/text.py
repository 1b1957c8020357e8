"""Findings as text: one line each, on request with the proof below it, and a summary."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from rich.text import Text

    from hidden_state.finding import Finding, Result


def render(result: Result, *, show_chain: bool = False) -> str:
    """Return RESULT as plain text."""
    lines: list[str] = []
    for finding in result.findings:
        lines.append(line_of(finding))
        if show_chain:
            lines.extend(proof_of(finding))
    lines.append(summary_of(result))
    return "\n".join(lines) + "\n"


def print_coloured(result: Result, file: TextIO, *, show_chain: bool = False) -> None:
    """Print RESULT to FILE, a terminal, in colours."""
    from rich.console import Console

    console = Console(file=file, force_terminal=True, highlight=False, soft_wrap=True, emoji=False)
    for finding in result.findings:
        console.print(_coloured(finding))
        if show_chain:
            for line in proof_of(finding):
                console.print(line, style="dim", markup=False)
    style = "bold" if result.findings else "bold green"
    console.print(summary_of(result), style=style, markup=False)


def line_of(finding: Finding) -> str:
    """Return FINDING in one line."""
    position = f"{finding.path}:{finding.line}:{finding.column}"
    return one_line(f"{position}: {finding.code} {sentences_of(finding)}")


def sentences_of(finding: Finding) -> str:
    """Return what FINDING says, the hint as a sentence of its own."""
    hint = finding.hint[:1].upper() + finding.hint[1:]
    return f"{finding.message}. {hint}" if hint else finding.message


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


def summary_of(result: Result) -> str:
    """Return how many findings there are, by family."""
    if result.findings:
        families = Counter(finding.category for finding in result.findings)
        parts = ", ".join(f"{count} {family}" for family, count in sorted(families.items()))
        said = (
            f"{_count(len(result.findings), 'finding')} in {_count(result.files, 'file')}: {parts}"
        )
    else:
        said = f"no findings in {_count(result.files, 'file')}"
    known = sum(item.by == "baseline" for item in result.accepted)
    accepted = len(result.accepted) - known
    also = [f"{accepted} accepted"] * bool(accepted) + [f"{known} in the baseline"] * bool(known)
    return f"{said}; {', '.join(also)}" if also else said


def one_line(text: str) -> str:
    """Return TEXT with what would break the line, or steer a terminal, spelt out."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def _coloured(finding: Finding) -> Text:
    from rich.text import Text

    return Text.assemble(
        (one_line(finding.path), "bold"),
        (f":{finding.line}:{finding.column}: ", "cyan"),
        (finding.code, "bold red"),
        one_line(f" {sentences_of(finding)}"),
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
