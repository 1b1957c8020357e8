"""Findings as SARIF 2.1.0, the common form of analysis tools, with the chain as a code flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

import msgspec

import hidden_state
from hidden_state.reporters.text import one_line, sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hidden_state.finding import Confidence, Finding, Result
    from hidden_state.reporters.description import Description

Json: TypeAlias = "dict[str, Any]"

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
FINGERPRINT = "hiddenState/v1"
LEVELS: Mapping[Confidence, str] = {"certain": "error", "likely": "warning", "possible": "note"}
PRECISIONS: Mapping[Confidence, str] = {"certain": "high", "likely": "medium", "possible": "low"}


def render(result: Result, rules: Iterable[Description]) -> bytes:
    """Return RESULT as a JSON document in UTF-8; RULES are all that were asked."""
    described = list(rules)
    numbers = {rule.code: number for number, rule in enumerate(described)}
    driver = {
        "name": "hidden-state",
        "version": hidden_state.__version__,
        "semanticVersion": hidden_state.__version__,
        "rules": [_rule(rule) for rule in described],
    }
    notes = [{"level": "warning", "message": _message(text)} for text in result.warnings]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": [_result(finding, numbers) for finding in result.findings],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _rule(rule: Description) -> Json:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.reason or rule.summary},
        "help": {"text": rule.text, "markdown": rule.markdown},
        "defaultConfiguration": {"level": LEVELS["certain"]},
        "properties": {"tags": [rule.category], "precision": PRECISIONS["certain"]},
    }


def _result(finding: Finding, numbers: Mapping[str, int]) -> Json:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    result: Json = {
        "ruleId": finding.code,
        "ruleIndex": numbers.get(finding.code, -1),
        "level": LEVELS[finding.confidence],
        "message": _message(sentences_of(finding)),
        "locations": [_location(finding.path, region)],
        "partialFingerprints": {
            FINGERPRINT: finding.fingerprint,
            # The one that GitHub goes by; it would make its own from the text of the line.
            "primaryLocationLineHash": f"{finding.fingerprint}:1",
        },
        "relatedLocations": list(_related(finding)),
        "properties": {
            "symbol": one_line(finding.symbol),
            "confidence": finding.confidence,
            "category": finding.category,
            "consequences": msgspec.to_builtins(finding.consequences),
        },
    }
    steps = list(_steps(finding))
    if steps:
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    return result


def _related(finding: Finding) -> Iterator[Json]:
    """Yield the definition and the writes."""
    places: list[tuple[str, Json, str]] = []
    definition = finding.definition
    places.append((definition.path, {"startLine": definition.line}, "the definition"))
    for write in finding.writes:
        region = {"startLine": write.line, "startColumn": write.column}
        places.append((write.path, region, f"written: {write.how}"))
    for number, (path, region, text) in enumerate(places, 1):
        yield {"id": number, **_location(path, region, text)}


def _steps(finding: Finding) -> Iterator[Json]:
    """Yield the way from the entry point to the first write."""
    entry = finding.entry
    if entry is None:
        return
    places: list[tuple[str, Json, str]] = []
    name = f"{entry.kind} `{entry.name}`"
    places.append((entry.path, {"startLine": entry.line}, name))
    for step in finding.chain:
        places.append((step.path, {"startLine": step.line}, f"in {step.function}"))
    for write in finding.writes[:1]:
        region = {"startLine": write.line, "startColumn": write.column}
        places.append((write.path, region, f"`{finding.symbol}` is written: {write.how}"))
    for number, (path, region, text) in enumerate(places):
        location = _location(path, region, text)
        yield {"location": location, "nestingLevel": number, "executionOrder": number + 1}


def _location(path: str, region: Json, text: str = "") -> Json:
    artifact = {"uri": quote(path), "uriBaseId": ROOT}
    place: Json = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    return {**place, "message": _message(text)} if text else place


def _message(text: str) -> Json:
    return {"text": one_line(text)}
