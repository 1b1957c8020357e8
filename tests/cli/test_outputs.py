from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from junitparser import JUnitXml
from projects import SHOP

from hidden_state import session
from hidden_state.cli import main

if TYPE_CHECKING:
    from conftest import WriteProject


@pytest.fixture
def shop(write_project: WriteProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one finding, as the working directory."""
    root = write_project(SHOP)
    monkeypatch.chdir(root)
    return root


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def sarif_paths(text: str) -> list[str]:
    (printed,) = json.loads(text)["runs"]
    return [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in printed["results"]
    ]


def test_several_formats_in_one_run(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forms = ("sarif=out.sarif", "junit=sub/out.xml", "gitlab=quality.json", "json=all.json")
    (shop / "sub").mkdir()
    options = [word for form in forms for word in ("--format", form)]
    status, out, err = run(capsys, "--format", "text", *options)
    assert (status, err) == (1, "")
    assert out.startswith("store.py:1:1: HS101 ")
    assert sarif_paths((shop / "out.sarif").read_text()) == ["store.py"]
    assert JUnitXml.fromstring((shop / "sub" / "out.xml").read_bytes()).failures == 1
    assert json.loads((shop / "quality.json").read_text())[0]["location"]["path"] == "store.py"
    assert json.loads((shop / "all.json").read_text())["summary"]["findings"] == 1


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("github", "::error file=store.py,line=1,"),
        ("gitlab", '[\n  {\n    "description": "HS101 `VISITS`'),
        ("sarif", '{\n  "$schema": "https://docs.oasis-open.org/sarif/'),
        ("junit", "<?xml "),
    ],
)
@pytest.mark.usefixtures("shop")
def test_formats_on_standard_output(
    capsys: pytest.CaptureFixture[str], form: str, start: str
) -> None:
    status, out, err = run(capsys, "--format", form)
    assert (status, err) == (1, "")
    assert out.startswith(start)


def test_output_file(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "out.json").write_text("of yesterday " * 1000)
    (shop / "link.json").symlink_to("out.json")
    assert run(capsys, "--format", "json", "--output-file", "link.json") == (1, "", "")
    assert json.loads((shop / "out.json").read_text())["version"] == 1
    assert (shop / "link.json").is_symlink()
    assert run(capsys, "--output-file", "out.txt") == (1, "", "")
    assert (shop / "out.txt").read_text().startswith("store.py:1:1: HS101 ")
    names = {"out.json", "link.json", "out.txt", "setup.cfg", *SHOP}
    assert {path.name for path in shop.iterdir()} == names


def test_what_hosts_read_has_paths_from_the_top_of_the_repository(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop.parent / ".git").write_text("gitdir: elsewhere\n")
    assert run(capsys, "--format", "github")[1].startswith("::error file=project/store.py,")
    assert '"path": "project/store.py"' in run(capsys, "--format", "gitlab")[1]
    assert sarif_paths(run(capsys, "--format", "sarif")[1]) == ["project/store.py"]
    assert '"path": "store.py"' in run(capsys, "--format", "json")[1]
    monkeypatch.chdir(shop.parent)
    assert sarif_paths(run(capsys, "--format", "sarif", "project")[1]) == ["project/store.py"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "sarfi"], "--format: unknown format `sarfi`; did you mean `sarif`?"),
        (["--format", "x=y"], "--format: unknown format `x`; there are text, json, github,"),
        (["--format", "json="], "--format: no file after `json=`"),
        (["--format", "json", "--format", "text"], "json and text both go to standard output"),
        (["--format", "json=a", "--format", "sarif=./a"], "two formats go to the same file: "),
        (
            ["--format", "json", "--format", "text", "--output-file", "a"],
            "two formats go to the same file: ",
        ),
        (["--format", "json=a", "--output-file", "b"], "--output-file: every format has a file"),
        (
            ["--output-file", "none/a"],
            "none/a: cannot be written: No such file or directory",
        ),
        (["--output-file", "."], ".: cannot be written: Is a directory"),
        (["--format", "json=store.py/a"], "store.py/a: cannot be written: Not a directory"),
        (["--output-file", "é" * 300], "é"),
    ],
)
def test_an_output_that_cannot_be_is_an_error_before_anything_is_done(
    shop: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    def fail(*_: object) -> Any:
        raise AssertionError

    monkeypatch.setattr(session, "check", fail)
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"hidden-state: {message}")
    assert sorted(path.name for path in shop.iterdir()) == ["setup.cfg", *sorted(SHOP)]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
@pytest.mark.skipif(os.geteuid() == 0, reason="whoever is root may write anywhere")
def test_a_file_that_may_not_be_changed(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "out.json").touch(0o400)
    status, _, err = run(capsys, "--format", "json=out.json")
    assert (status, err) == (2, "hidden-state: out.json: cannot be written: Permission denied\n")


def test_a_failure_on_the_way_leaves_the_old_file(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Any:
        raise OSError(28, "No space left on device")

    (shop / "out.json").write_text("old")
    monkeypatch.setattr(Path, "replace", fail)
    status, out, err = run(capsys, "--no-cache", "--format", "json=out.json")
    assert (status, out) == (3, "")
    assert err == "hidden-state: out.json: cannot be written: No space left on device\n"
    assert (shop / "out.json").read_text() == "old"
    assert sorted(path.name for path in shop.iterdir()) == ["out.json", "setup.cfg", *sorted(SHOP)]


@pytest.mark.skipif(sys.platform == "win32", reason="no such files")
@pytest.mark.usefixtures("shop")
def test_files_that_are_none() -> None:
    command = [sys.executable, "-m", "hidden_state", "--format", "json=/dev/stdout"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert json.loads(done.stdout)["version"] == 1
    command = [sys.executable, "-m", "hidden_state", "--output-file", "/dev/null"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    assert Path("/dev/null").is_char_device()
