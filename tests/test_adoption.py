"""The whole way of an old application, with the commands that its people type."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from flake8.main.cli import main as flake8

from hidden_state.cli import main
from hidden_state.flake8_plugin import HiddenStatePlugin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import WriteProject

MODULES = 20
BASELINE = "hidden-state-baseline.jsonl"
STATES = """\
'''What the team of area {number} remembers.'''

seen_{number} = {{}}
LATEST = None


class Board{number}:
    names = []


def remember(name):
    global LATEST
    seen_{number}[name] = True
    LATEST = name
    Board{number}.names.append(name)
"""
ROUTES = """\
from flask import Blueprint

from shop.area{number} import states

area = Blueprint("area{number}", __name__)


@area.post("/area{number}/<name>")
def note(name):
    states.remember(name)
    return "ok"
"""
APPLICATION = """\
from flask import Flask

{imports}


def create_app():
    app = Flask(__name__)
{registered}
    return app
"""


def application() -> dict[str, str]:
    """Return the files of an application of MODULES areas, three states in each."""
    files = {"shop/__init__.py": ""}
    for number in range(MODULES):
        folder = f"shop/area{number}"
        files[f"{folder}/__init__.py"] = ""
        files[f"{folder}/states.py"] = STATES.format(number=number)
        files[f"{folder}/routes.py"] = ROUTES.format(number=number)
    imports = (f"from shop.area{number} import routes as area{number}" for number in range(MODULES))
    calls = (f"    app.register_blueprint(area{number}.area)" for number in range(MODULES))
    text = APPLICATION.format(imports="\n".join(imports), registered="\n".join(calls))
    return {**files, "shop/main.py": text, "pyproject.toml": "[project]\nname = 'shop'\n"}


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    HiddenStatePlugin.run_record = None


@pytest.fixture
def root(write_project: WriteProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_project(application())
    (folder / "setup.cfg").unlink()
    monkeypatch.chdir(folder)
    return folder


def test_adoption(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> tuple[int, list[str]]:
        status = main(arguments)
        return status, capsys.readouterr().out.splitlines()

    def known() -> int:
        return len((root / BASELINE).read_text().splitlines()) - 1

    status, out = run()
    assert (status, len(out) - 1) == (1, 3 * MODULES)

    assert run("--write-baseline") == (0, ["no findings in 62 files; 60 in the baseline"])
    with (root / "pyproject.toml").open("a") as file:
        file.write(f'\n[tool.hidden-state]\nbaseline = "{BASELINE}"\n')
    assert run() == (0, ["no findings in 62 files; 60 in the baseline"])
    assert run("--check-baseline")[0] == 0

    states = root / "shop" / "area7" / "states.py"
    text = states.read_text()
    states.write_text(
        text.replace("seen_7 = {}\n", "seen_7 = {}\nFRESH = []\n").replace(
            "    LATEST = name\n", "    LATEST = name\n    FRESH.append(name)\n"
        )
    )
    status, out = run()
    assert (status, len(out)) == (1, 2)
    assert out[0].startswith("shop/area7/states.py:4:1: HS101 `FRESH` is written while serving")
    assert out[1] == "1 finding in 62 files: 1 global-state; 60 in the baseline"
    flake8(["-j1", "--select=HS", "shop"])
    assert [line.partition(" is ")[0] for line in capsys.readouterr().out.splitlines()] == [
        "shop/area7/states.py:4:1: HS101 `FRESH`"
    ]

    assert run("accept", "shop/area7/states.py:4", "--reason", "only the last hour counts")[0] == 0
    assert run() == (0, ["no findings in 62 files; 1 accepted, 60 in the baseline"])

    assert run("accept", "shop/area3/states.py:3", "--reason", "rebuilt at start")[0] == 0
    fixed = root / "shop" / "area5" / "states.py"
    fixed.write_text(fixed.read_text().replace("    seen_5[name] = True\n", ""))
    assert run() == (0, ["no findings in 62 files; 2 accepted, 58 in the baseline"])
    assert run("--check-baseline")[0] == 1
    assert known() == 60

    assert run("--prune-baseline") == (
        0,
        ["no findings in 62 files; 2 accepted, 58 in the baseline"],
    )
    assert known() == 58
    assert run("--check-baseline")[0] == 0
    flake8(["-j1", "--select=HS", "shop"])
    assert capsys.readouterr().out == ""

    status, out = run("accepted", "--format", "json")
    listed = json.loads("\n".join(out))["accepted"]
    reasons = [item["reason"] for item in listed if item["by"] == "comment"]
    assert (len(listed), reasons) == (60, ["rebuilt at start", "only the last hour counts"])
