from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from projects import SHOP

from hidden_state.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteProject

CLEAN = {
    "app.py": """\
from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    return "hi"
"""
}


@pytest.fixture
def shop(write_project: WriteProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one state, as the working directory."""
    root = write_project(SHOP)
    monkeypatch.chdir(root)
    return root


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["report", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def schema() -> Draft202012Validator:
    text = files("hidden_state.reporters").joinpath("report.schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    status, out, _ = run(capsys, "--format", "json", *arguments)
    assert status == 0
    document = json.loads(out)
    schema().validate(document)
    return document


@pytest.mark.usefixtures("shop")
def test_a_state_its_entry_point_and_the_way_between(capsys: pytest.CaptureFixture[str]) -> None:
    (application,) = printed(capsys)["applications"]
    (state,) = application["states"]
    (entry,) = application["entries"]
    (flow,) = application["flows"]
    assert application["verdict"] == entry["verdict"] == "hidden state"
    assert (state["finding"]["symbol"], state["lives"], state["stage"]) == (
        "VISITS",
        "memory",
        "rest",
    )
    assert entry["states"] == [state["id"]]
    assert (flow["entry"], flow["state"]) == (entry["id"], state["id"])
    assert flow["steps"] == [
        {
            "path": "views.py",
            "line": 10,
            "function": "views.visit",
            "source": "store.VISITS.append(name)",
        }
    ]


@pytest.mark.usefixtures("shop")
def test_what_is_kept_is_what_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    cold = printed(capsys)
    assert printed(capsys) == cold
    assert printed(capsys, "--no-cache") == cold


@pytest.mark.usefixtures("shop")
def test_after_a_check_the_findings_are_known_and_the_rest_is_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check"]) == 1
    capsys.readouterr()
    assert len(printed(capsys)["applications"][0]["flows"]) == 1


def test_text_begins_with_the_verdict_and_what_moves_first(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys)
    assert (status, err) == (0, "")
    assert out.startswith("project: HIDDEN STATE\n")
    assert "WHAT MOVES FIRST, AND WHY" in out[:400]
    assert max(map(len, out.splitlines())) <= 80
    assert shop.name == "project"


def test_several_forms_in_one_run(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--format", "text", "--format", "markdown=state.md")
    assert status == 0
    assert out.startswith("project: ")
    assert (shop / "state.md").read_text().startswith("# State of project: hidden state\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "sarif"], "--format: unknown format `sarif`"),
        (["--format", "json=no/such/folder.json"], "no/such/folder.json: cannot be written"),
        (["nowhere"], "no such file or folder: nowhere"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_what_cannot_be_done_is_said(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert message in err


def test_nothing_that_serves(
    write_project: WriteProject, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project({"tool.py": "print('hello')\n"})
    status, out, err = run(capsys, str(root))
    assert status == 0
    assert "no entry point found" in err
    assert out.startswith("project: UNKNOWN\n")


def test_an_application_without_state(
    write_project: WriteProject, capsys: pytest.CaptureFixture[str]
) -> None:
    (application,) = printed(capsys, str(write_project(CLEAN)))["applications"]
    assert application["verdict"] == "stateless"
    assert [entry["verdict"] for entry in application["entries"]] == ["stateless"]
    assert all(answer["is_good"] for answer in application["checklist"])
    assert application["plan"] == []


def test_what_is_accepted_is_told_with_its_reason(
    write_project: WriteProject, capsys: pytest.CaptureFixture[str]
) -> None:
    store = "VISITS = []  # stateful[HS101]: counted for fun\n"
    (application,) = printed(capsys, str(write_project({**SHOP, "store.py": store})))[
        "applications"
    ]
    (state,) = application["states"]
    assert application["verdict"] == "stateful by decision"
    assert state["acceptance"]["reason"] == "counted for fun"
    assert application["plan"] == []


def test_page_goes_to_a_file(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    status, out, err = run(capsys, "--format", "html=state.html")
    page = (shop / "state.html").read_text(encoding="utf-8")
    assert (status, out, err) == (0, "", "")
    assert page.startswith("<!doctype html>")
    assert "<code>POST /visit/&lt;name&gt;</code>" in page


@pytest.mark.usefixtures("shop")
def test_page_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "--format", "html=missing/state.html")
    assert status == 2
    assert "missing/state.html: cannot be written" in err


def test_thousands_of_states_and_names_that_look_like_marks(
    write_project: WriteProject, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["from flask import Flask", "app = Flask(__name__)"]
    for number in range(1000):
        lines += [f"S{number} = {{}}", f"@app.post('/<script>|`{number}')"]
        lines += [f"def f{number}(k):", f"    S{number}[k] = 1"]
    root = write_project({"app.py": "\n".join(lines)})
    (application,) = printed(capsys, str(root))["applications"]
    assert len(application["states"]) == len(application["flows"]) == 1000
    status, out, _ = run(capsys, "--format", "markdown", str(root))
    assert status == 0
    assert "<script" not in out
    rows = [line for line in out.splitlines() if line.startswith("| route")]
    assert len(rows) == 1000
    assert {row.count(" | ") for row in rows} == {3}
