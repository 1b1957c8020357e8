"""Tell the findings that the project accepts: `# noqa` on the line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.finding import Finding

Comments = Mapping[str, Mapping[int, tuple[str, ...]]]
"""The codes of the `# noqa` comments by path and line; no codes means all."""


def accept(
    findings: Iterable[Finding], comments: Comments
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the FINDINGS that stand, and those that COMMENTS accept."""
    standing: list[Finding] = []
    accepted: list[Finding] = []
    for finding in findings:
        (accepted if is_accepted(finding, comments) else standing).append(finding)
    return tuple(standing), tuple(accepted)


def is_accepted(finding: Finding, comments: Comments) -> bool:
    """Answer whether a comment on the lines of FINDING names its code, a prefix of it, or none."""
    lines = comments.get(finding.path, {})
    return any(
        not codes or finding.code.startswith(codes)
        for line, codes in lines.items()
        if finding.line <= line <= max(finding.line, finding.end_line)
    )
