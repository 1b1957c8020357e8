"""How many findings there are: the worst families first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hidden_state.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.finding import Finding, Result

WORST_FIRST = (
    "session-store",
    "embedded-db",
    "in-process-queue",
    "connection-state",
    "local-file",
    "process-identity",
    "global-state",
    "version-coupling",
    "instance-cache",
)
"""What users lose comes before what is only different, that before what is only slow."""

LISTED_FILES = 10


def summary_of(result: Result) -> str:
    """Return how many findings there are, by family."""
    if result.findings:
        families = Counter(finding.category for finding in result.findings)
        parts = ", ".join(f"{families[family]} {family}" for family in sorted(families, key=_rank))
        found = counted(len(result.findings), "finding")
        said = f"{found} in {counted(result.files, 'file')}: {parts}"
    else:
        said = f"no findings in {counted(result.files, 'file')}"
    known = sum(item.by == "baseline" for item in result.accepted)
    accepted = len(result.accepted) - known
    also = [f"{accepted} accepted"] * bool(accepted) + [f"{known} in the baseline"] * bool(known)
    return f"{said}; {', '.join(also)}" if also else said


def statistics_of(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a line for each rule, then one for each of the files with most FINDINGS."""
    rules = Counter((finding.category, finding.code, finding.rule) for finding in findings)
    order = sorted(rules, key=lambda rule: (_rank(rule[0]), -rules[rule], rule[1]))
    width = max((len(rule[2]) for rule in order), default=0)
    for category, code, name in order:
        number = rules[(category, code, name)]
        yield f"{number:6} {code}  {name:{width}}  {category}"
    files = Counter(finding.path for finding in findings)
    ranked = sorted(files, key=lambda path: (-files[path], path))
    for path in ranked[:LISTED_FILES]:
        yield f"{files[path]:6} {path}"
    if len(ranked) > LISTED_FILES:
        left = sum(files[path] for path in ranked[LISTED_FILES:])
        yield f"{left:6} in {counted(len(ranked) - LISTED_FILES, 'more file')}"


def _rank(family: str) -> tuple[int, str]:
    known = family in WORST_FIRST
    return (WORST_FIRST.index(family) if known else len(WORST_FIRST), family)
