from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from projects import APP, SHOP

from hidden_state.cli import main

if TYPE_CHECKING:
    from conftest import WriteProject

TWO = """\
from flask import Flask

app = Flask(__name__)
A, B = {}, {}


@app.post("/see/<name>")
def see(name):
    global C
    A[name] = B[name] = C = True
    return "ok"
"""


@pytest.fixture
def shop(write_project: WriteProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two findings, as the working directory."""
    root = write_project({**SHOP, "a b/é.py": APP})
    monkeypatch.chdir(root)
    return root


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    out, err = capsys.readouterr()
    return status, out, err.removeprefix("hidden-state: ").rstrip()


@pytest.mark.parametrize("place", ["store.py:1", "store.py:1:1", "./store.py:1:", "views.py:10"])
def test_accept(shop: Path, capsys: pytest.CaptureFixture[str], place: str) -> None:
    status, out, err = run(capsys, "accept", place, "--reason", "one worker")
    comment = "# stateful[HS101]: one worker"
    assert (status, err) == (0, "")
    assert out == f"store.py:1: HS101 `VISITS` is accepted: {comment}\n"
    assert (shop / "store.py").read_text() == f"VISITS = []  {comment}\n"
    assert (shop / "views.py").read_text() == SHOP["views.py"]
    assert run(capsys, "store.py")[:2] == (0, "no findings in 1 file; 1 accepted\n")


def test_accept_until(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = str(shop / "a b" / "é.py") + ":4"
    assert run(capsys, "accept", place, "--reason", "é", "--until", "9999-12-31")[0] == 0
    assert "SEEN = {}  # stateful[HS101] until 9999-12-31: é\n" in (shop / "a b/é.py").read_text(
        "utf-8"
    )


def test_what_the_baseline_knows_can_be_accepted(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "hidden-state.toml").write_text("baseline = 'b.jsonl'")
    run(capsys, "--write-baseline")
    assert run(capsys, "accept", "store.py:1", "--reason", "one worker")[0] == 0
    assert run(capsys, "--check-baseline")[0] == 1


def test_a_bare_comment_gets_its_reason(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "store.py").write_text("VISITS = []  # stateful[HS101]\n")
    assert run(capsys, "accept", "store.py:1", "--reason", "one worker")[0] == 0
    assert (shop / "store.py").read_text() == "VISITS = []  # stateful[HS101]: one worker\n"


def test_several_findings_in_a_line(
    write_project: WriteProject,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = write_project({"app.py": TWO.replace("A, B = {}, {}", "A = {}; C = 1; B = {}")})
    monkeypatch.chdir(root)
    status, _, err = run(capsys, "accept", "app.py:4", "--reason", "x")
    assert (status, err) == (
        2,
        "app.py:4: several findings: choose one: --code HS101 or --code HS102 or --code HS101",
    )
    assert run(capsys, "accept", "app.py:4", "--reason", "x", "--code", "HS102")[0] == 0
    assert "# stateful[HS102]: x" in (root / "app.py").read_text()
    err = run(capsys, "accept", "app.py:4", "--reason", "x", "--code", "HS1O1")[2]
    assert err == "app.py:4: no HS1O1 here; did you mean `HS101`?"
    err = run(capsys, "accept", "app.py:4", "--reason", "x", "--code", "AB")[2]
    assert err == "app.py:4: no AB here; there is HS101, HS101"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["store.py:1"], "the following arguments are required: --reason"),
        (["store.py", "--reason", "x"], "not a place: store.py: write PATH:LINE, as findings do"),
        (["none.py:1", "--reason", "x"], "no such file: none.py"),
        ([".:1", "--reason", "x"], "no such file: ."),
        (["views.py:3", "--reason", "x"], "views.py:3: no finding here, nor anywhere in the file"),
        (["store.py:9", "--reason", "x"], "store.py:9: no finding here; there is store.py:1 (HS10"),
        (["store.py:1", "--reason", " "], "store.py:1: not accepted: the reason says nothing"),
        (
            ["store.py:1", "--reason", "x", "--until", "soon"],
            "--until: not a day: soon: write YYYY",
        ),
        (["store.py:1", "--reason", "x", "--until", "2020-01-01"], "--until: 2020-01-01 is over"),
        (["store.py:1", "--reason", "x", "--untill", "x"], "unknown option --untill; did you mean"),
        (["store.py:1", "--reson", "x"], "unknown option --reson; did you mean `--reason`?"),
        (["--reson=x"], "unknown option --reson; did you mean `--reason`?"),
        (["store.py:1", "--reason", "x", "--select", "x"], "unknown option --select"),
        (["store.py:1", "2", "--reason", "x"], "one argument too many: 2"),
    ],
)
def test_wrong_command(
    shop: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    status, out, err = run(capsys, "accept", *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(message)
    assert (shop / "store.py").read_text() == SHOP["store.py"]


def test_accepted_already(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "store.py").write_text("VISITS = []  # stateful[HS101]: one worker\n")
    err = run(capsys, "accept", "store.py:1", "--reason", "x")[2]
    assert err == "store.py:1: accepted already by line 1: one worker"
    (shop / "store.py").write_text("VISITS = []  # noqa\n")
    assert run(capsys, "accept", "store.py:1", "--reason", "x")[2] == (
        "store.py:1: accepted already by line 1"
    )


def test_a_file_that_cannot_be_written(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    status, out, err = run(capsys, "accept", "store.py:1", "--reason", "x")
    assert (status, out, err) == (2, "", "store.py:1: not accepted: Permission denied")
    assert sorted(path.name for path in shop.iterdir()) == [
        "a b",
        "setup.cfg",
        "store.py",
        "views.py",
    ]


def test_accepted_as_text(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "accepted") == (0, "0 accepted\n", "")
    (shop / "hidden-state.toml").write_text("baseline = 'b.jsonl'")
    run(capsys, "--write-baseline", "a b")
    (shop / "store.py").write_text("VISITS = []  # stateful[HS101] until 9999-01-01: one\tworker\n")
    (shop / "noted.py").write_text(APP.replace("SEEN = {}", "SEEN = {}  # noqa: HS101"))
    assert run(capsys, "accepted")[1].splitlines() == [
        "a b/é.py:4: HS101 `SEEN` in the baseline: no reason given",
        "noted.py:4: HS101 `SEEN` by `# noqa`: no reason given",
        "store.py:1: HS101 `VISITS` by `# stateful`: one\\tworker (until 9999-01-01)",
        "3 accepted: 1 by `# stateful`, 1 by `# noqa`, 1 in the baseline",
    ]
    assert len(run(capsys, "accepted", "store.py")[1].splitlines()) == 2


def test_accepted_as_json(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop / "store.py").write_text("# stateful[HS101] until 9999-01-01: é\nVISITS = [\n]\n")
    monkeypatch.chdir(shop.parent)
    status, out, _ = run(capsys, "accepted", "--format", "json", "project")
    document = json.loads(out)
    (item,) = document["accepted"]
    assert (status, document["version"], len(item.pop("fingerprint"))) == (0, 1, 20)
    assert item == {
        "path": "project/store.py",
        "line": 2,
        "code": "HS101",
        "symbol": "VISITS",
        "by": "comment",
        "reason": "é",
        "until": "9999-01-01",
        "where": {"path": "project/store.py", "line": 1},
    }


def test_accepted_nowhere(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "accepted", "none")
    assert (status, err) == (2, "no such file or folder: none")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_names_that_are_odd(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("new\nline.py", "co:1.py", os.fsdecode(b"bad\xff.py")):
        (shop / name).write_text(APP)
        status, out, _ = run(capsys, "accept", f"{name}:4", "--reason", "x")
        assert (status, out.count("\n")) == (0, 1)
        assert "# stateful[HS101]: x" in (shop / name).read_text()
