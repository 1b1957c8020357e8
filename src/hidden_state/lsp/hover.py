"""What an editor shows of a finding when asked: what breaks, and the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.reporters.description import describe
from hidden_state.reporters.text import one_line, proof_of, sentences_of
from hidden_state.session.catalog import rules
from hidden_state.tool import CATEGORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.finding import Finding


def explanation(findings: Iterable[Finding]) -> str:
    """Return what is to be said of FINDINGS, as Markdown; '' of none."""
    return "\n\n---\n\n".join("\n\n".join(_parts(finding)) for finding in findings)


def _parts(finding: Finding) -> Iterator[str]:
    yield f"**{finding.code} {finding.rule}**"
    yield one_line(sentences_of(finding))
    if finding.category != CATEGORY:
        yield "```text\n" + "\n".join(line.strip() for line in proof_of(finding)) + "\n```"
        said = finding.consequences
        yield "\n".join(
            (
                f"- scale-out: {said.scale_out}",
                f"- loss of the instance: {said.instance_loss}",
                f"- rolling deploy: {said.rolling_deploy}",
                f"- rollback: {said.rollback}",
            )
        )
    yield from (describe(rule).markdown for rule in rules() if rule.code == finding.code)
