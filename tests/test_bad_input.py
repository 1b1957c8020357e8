"""Nothing that is called a Python file stops the tool."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from projects import APP

from hidden_state.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteProject

NEWER = """\
type X[T: int = 3] = list[T]
x = t"{1}"
a := lazy import b
"""

UNREADABLE = {
    "syntax": b"x = 1\ndef f(:\n    pass\n",
    "unfinished": b"x = (1,\n",
    "python-2": b'print "hello"\n',
    "newer": NEWER.encode(),
    "null-byte": b"x = 1\x00\n",
    "unknown-encoding": b"# coding: klingon\nx = 1\n",
    "not-utf-8": b"x = 'caf\xe9'\n",
    "utf-16": "x = 1\n".encode("utf-16"),
    "wrong-encoding": b"# coding: ascii\nx = 'caf\xc3\xa9'\n",
    "bom-and-cookie": b"\xef\xbb\xbf# coding: latin-1\nx = 1\n",
    "tabs-and-spaces": b"if x:\n\ty = 1\n        z = 2\n",
    "deep-parentheses": b"(" * 10_000 + b")" * 10_000,
    "deep-unary": b"x = " + b"-" * 100_000 + b"1",
    "deep-calls": b"x = f" + b"()" * 50_000,
    "deep-lambdas": b"x = " + b"lambda: " * 20_000 + b"1",
    "deep-conditions": b"x = " + b"1 if a else " * 20_000 + b"2",
    "deep-elif": b"if a: pass\n" + b"elif a: pass\n" * 20_000,
}

READABLE = {
    "empty": b"",
    "bom": b"\xef\xbb\xbfx = 1\n",
    "latin-1": b"# coding: latin-1\nx = 'caf\xe9'\n",
    "form-feed": b"\x0cx = 1\n",
    "carriage-returns": b"x = 1\ry = 2\r",
    "no-newline": b"x = 1",
    "surrogate": b'D = {"\\ud800": "\\udfff"}\nD["\\udc80"] = D\n',
    "one-long-line": b"x = '" + b"a" * 1_000_000 + b"'\n",
    "many-operands": b"x = " + b"a or " * 50_000 + b"b\n",
    "many-lines": b"x = {}\n" * 100_000,
    "warning": b"x = '\\d' is 1\n",
}


def lines(capsys: pytest.CaptureFixture[str], status: int) -> list[str]:
    assert main(["--jobs", "1"]) == status
    out, err = capsys.readouterr()
    assert err == ""
    return out.splitlines()


@pytest.fixture
def bad(
    request: pytest.FixtureRequest, write_project: WriteProject, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A project with one file of the kind that the test asks for, between two others."""
    root = write_project({"a.py": APP, "m.py": request.param, "z.py": APP})
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize("bad", UNREADABLE.values(), ids=UNREADABLE, indirect=True)
@pytest.mark.usefixtures("bad")
def test_unreadable(capsys: pytest.CaptureFixture[str]) -> None:
    cold = lines(capsys, 1)
    assert [line.split(":")[0] for line in cold[:-1]] == ["a.py", "m.py", "z.py"]
    _, line, column, message = cold[1].split(":", 3)
    assert int(line) >= 1
    assert int(column) >= 1
    assert message.startswith(" HS001 the file cannot be analysed: ")
    assert cold[-1].startswith("3 findings in 3 files: ")
    assert lines(capsys, 1) == cold


@pytest.mark.parametrize("bad", READABLE.values(), ids=READABLE, indirect=True)
@pytest.mark.usefixtures("bad")
def test_readable(capsys: pytest.CaptureFixture[str]) -> None:
    cold = lines(capsys, 1)
    assert cold[-1].startswith("2 findings in 3 files: ")
    assert lines(capsys, 1) == cold


@pytest.mark.parametrize("form", ["text", "json"])
def test_names_that_are_no_text(
    write_project: WriteProject,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    form: str,
) -> None:
    root = write_project({"app.py": APP.replace("/see", "/\\ud800")})
    monkeypatch.chdir(root)
    for _ in range(2):
        assert main(["--format", form]) == 1
        assert "ud800" in capsys.readouterr().out


@pytest.mark.parametrize("depth", [1_000, 10_000, 100_000])
def test_chain_of_any_length_ends_well(
    write_project: WriteProject,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    depth: int,
) -> None:
    files = {
        "attributes.py": b"x = a" + b".b" * depth,
        "sums.py": b"x = " + b"1 + " * depth + b"1",
        "powers.py": b"x = " + b"2 ** " * depth + b"1",
        "nots.py": b"x = " + b"not " * depth + b"1",
    }
    root = write_project({**files, "z.py": APP})
    monkeypatch.chdir(root)
    found = lines(capsys, 1)
    assert found[-2].startswith("z.py:4:1: ")
    assert all(" HS001 " in line for line in found[:-2])


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)
def test_file_without_permission(
    write_project: WriteProject,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = write_project({"a.py": APP, "locked.py": APP})
    (root / "locked.py").chmod(0)
    monkeypatch.chdir(root)
    found = lines(capsys, 1)
    assert "locked.py:1:1: HS001 the file cannot be analysed: it cannot be read" in found[1]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")
def test_links_in_a_circle(
    write_project: WriteProject,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = write_project({"a/b/app.py": APP})
    (root / "a" / "b" / "up").symlink_to("..")
    (root / "self.py").symlink_to("self.py")
    monkeypatch.chdir(root)
    assert lines(capsys, 1)[-1].startswith("1 finding in 1 file: ")
    assert main(["self.py"]) == 2
    assert capsys.readouterr().err == "hidden-state: no such file or folder: self.py\n"


def test_code_under_analysis_is_not_run(
    write_project: WriteProject,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "raise SystemExit('run')\n"
    root = write_project({"app.py": APP, "flask/__init__.py": text, "msgspec.py": text})
    monkeypatch.chdir(root)
    monkeypatch.syspath_prepend(str(root))
    assert len(lines(capsys, 1)) == 2
