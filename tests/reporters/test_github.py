from __future__ import annotations

import re

import pytest
from msgspec.structs import replace
from projects import accepted, finding

from hidden_state.finding import Confidence, Result
from hidden_state.reporters.github import render

COMMAND = re.compile(r"::(?P<level>error|warning|notice) (?P<properties>[^:]*)::(?P<message>.*)")


def decoded(text: str) -> str:
    """What GitHub makes of an escaped text."""
    for code, character in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ",")):
        text = text.replace(code, character)
    return text.replace("%25", "%")


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    found = COMMAND.fullmatch(line)
    assert found
    pairs = (pair.partition("=") for pair in found["properties"].split(","))
    properties = {name: decoded(value) for name, _, value in pairs}
    return found["level"], properties, decoded(found["message"])


def lines(*findings: object) -> list[str]:
    found = tuple(item for item in findings if isinstance(item, type(finding())))
    return render(Result(files=1, findings=found, accepted=())).splitlines()


def test_a_command_a_finding_and_a_summary() -> None:
    command, summary = lines(finding())
    assert parsed(command) == (
        "error",
        {
            "file": "shop/store.py",
            "line": "3",
            "endLine": "3",
            "col": "1",
            "endColumn": "2",
            "title": "HS101 global-container",
        },
        "`D` is written while serving. Keep it in Redis\n"
        "    defined at shop/store.py:3\n"
        "    written at shop/views.py:9:5 (item assignment)\n"
        "    reached from route `POST /d` at shop/views.py:7\n"
        "      through shop.views.d at shop/views.py:9",
    )
    assert summary == "1 finding in 1 file: 1 global-state"


@pytest.mark.parametrize(
    ("confidence", "level"), [("certain", "error"), ("likely", "warning"), ("possible", "notice")]
)
def test_level(confidence: Confidence, level: str) -> None:
    assert parsed(lines(replace(finding(), confidence=confidence))[0])[0] == level


def test_what_would_end_a_property_or_the_command_is_escaped() -> None:
    odd = replace(finding(path="a,b:50%/c\nd.py", message="100%\r::error::x"), entry=None)
    (command, _) = lines(odd)
    _, properties, message = parsed(command)
    assert properties["file"] == r"a,b:50%/c\nd.py"
    assert message.startswith(r"100%\r::error::x. ")


def test_columns_only_within_a_line() -> None:
    assert "col" not in parsed(lines(replace(finding(), end_line=5))[0])[1]


def test_nothing_found() -> None:
    result = Result(files=2, findings=(), accepted=(accepted(),))
    assert render(result) == "no findings in 2 files; 1 accepted\n"
