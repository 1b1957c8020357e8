from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from msgspec.structs import replace
from projects import accepted, finding

from hidden_state.finding import Finding, Result
from hidden_state.reporters.json import render
from hidden_state.session.unreadable import unreadable

FINDINGS = [finding(), replace(finding(), entry=None, chain=(), writes=()), unreadable("é.py", "x")]


def validator() -> Draft202012Validator:
    schema = json.loads(files("hidden_state.reporters").joinpath("schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def document(*findings: Finding) -> Any:
    return json.loads(render(Result(files=3, findings=findings, accepted=(accepted(),))))


@pytest.mark.parametrize("findings", [(), FINDINGS], ids=["none", "some"])
def test_output_is_as_published(findings: list[Finding]) -> None:
    printed = document(*findings)
    validator().validate(printed)
    assert printed["version"] == 1
    assert printed["summary"] == {"files": 3, "findings": len(findings), "accepted": 1}


def test_schema_knows_every_key() -> None:
    printed = document(finding())
    for place in (printed, printed["findings"][0], printed["findings"][0]["entry"]):
        place["new"] = 1
        with pytest.raises(ValidationError):
            validator().validate(printed)
        del place["new"]
    del printed["findings"][0]["hint"]
    with pytest.raises(ValidationError):
        validator().validate(printed)


def test_keys_stand_in_the_published_order() -> None:
    schema = validator().schema
    assert isinstance(schema, dict)
    (printed,) = document(finding())["findings"]
    assert list(printed) == list(schema["$defs"]["finding"]["properties"])


def test_text_that_is_no_text_is_escaped() -> None:
    printed = document(finding(message="`\ud800`"))
    validator().validate(printed)
    assert printed["findings"][0]["message"] == "`\ud800`"


def test_output_is_utf_8() -> None:
    assert "é.py".encode() in render(Result(files=1, findings=(FINDINGS[2],), accepted=()))
