"""Findings as a Code Quality report, which GitLab compares with that of the target branch."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from hidden_state.reporters.text import one_line, sentences_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hidden_state.finding import Confidence, Finding, Result

SEVERITIES: Mapping[Confidence, str] = {"certain": "major", "likely": "minor", "possible": "info"}


def render(result: Result) -> bytes:
    """Return RESULT as a JSON document in UTF-8."""
    issues = []
    used: set[str] = set()
    for finding in result.findings:
        fingerprint = _own(finding.fingerprint, used)
        used.add(fingerprint)
        issues.append(_issue(finding, fingerprint))
    return msgspec.json.format(msgspec.json.encode(issues), indent=2) + b"\n"


def _issue(finding: Finding, fingerprint: str) -> dict[str, object]:
    lines = {"begin": finding.line, "end": max(finding.line, finding.end_line)}
    return {
        "description": one_line(f"{finding.code} {sentences_of(finding)}"),
        "check_name": f"{finding.code} {finding.rule}",
        "fingerprint": fingerprint,
        "severity": SEVERITIES[finding.confidence],
        "categories": ["Bug Risk"],
        "location": {"path": one_line(finding.path), "lines": lines},
    }


def _own(fingerprint: str, used: set[str]) -> str:
    """Return FINGERPRINT, or another where it is USED: GitLab drops the second of two.

    That is so where two projects, checked together, are alike.
    """
    while fingerprint in used:
        fingerprint = hashlib.blake2b(fingerprint.encode(), digest_size=10).hexdigest()
    return fingerprint
