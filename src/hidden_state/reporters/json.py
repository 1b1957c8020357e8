"""Findings as JSON; `schema.json` beside this module describes it."""

from __future__ import annotations

import msgspec

from hidden_state.finding import Finding, Result


class Summary(msgspec.Struct, frozen=True):
    """How much there is."""

    files: int
    findings: int
    accepted: int


class Document(msgspec.Struct, frozen=True):
    """What is printed."""

    version: int
    summary: Summary
    findings: tuple[Finding, ...]


def render(result: Result) -> bytes:
    """Return RESULT as a JSON document in UTF-8."""
    summary = Summary(result.files, len(result.findings), len(result.accepted))
    document = Document(1, summary, result.findings)
    try:
        return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair, from a string of the source
        import json

        return json.dumps(msgspec.to_builtins(document), indent=2).encode() + b"\n"
