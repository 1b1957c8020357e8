from __future__ import annotations

import errno
import importlib
import io
import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from projects import APP, SHOP

import hidden_state
from hidden_state import session
from hidden_state.cli import main, terminal
from hidden_state.reporters.description import describe
from hidden_state.session.catalog import codes, rules

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


def lines(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    return run(capsys, *arguments)[1].splitlines()


@pytest.mark.parametrize("arguments", [[], ["."], ["check"], ["check", "."], ["store.py", "sub"]])
def test_check_is_the_default(
    shop: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    (shop / "sub").mkdir()
    status, out, err = run(capsys, *arguments)
    assert status == 1
    assert out.startswith("store.py:1:1: HS101 `VISITS` is written while serving")
    assert err == ""


def test_clean(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "views.py") == (0, "no findings in 1 file\n", "")


def test_paths_are_seen_from_here(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop / "sub").mkdir()
    monkeypatch.chdir(shop / "sub")
    assert lines(capsys, "..")[0].startswith("../store.py:1:1: ")
    monkeypatch.chdir(shop.parent)
    assert lines(capsys, "project")[0].startswith("project/store.py:1:1: ")


def test_projects_are_checked_apart(
    write_project: WriteProject,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = write_project(SHOP, "first")
    write_project({"app.py": APP}, "second")
    monkeypatch.chdir(first.parent)
    found = lines(capsys, "second", "first/store.py", "first/views.py")
    assert [line.partition(":")[0] for line in found[:2]] == ["second/app.py", "first/store.py"]
    assert found[2] == "2 findings in 3 files: 2 global-state"


def test_json(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "--format", "json")
    printed = json.loads(out)
    assert (status, err) == (1, "")
    assert printed["summary"] == {"files": 2, "findings": 1, "accepted": 0}
    assert printed["findings"][0]["path"] == "store.py"


def test_show_chain(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "    defined at store.py:1" in lines(capsys, "--show-chain")


def test_related_reports_what_a_path_writes_or_leads_to(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "other.py").write_text("X = 1\n")
    assert run(capsys, "views.py")[0] == 0
    found = lines(capsys, "--related", "views.py", "other.py")
    assert found[0].startswith("views.py:10:5: HS101 `VISITS` is written while serving")
    assert "This is a write; the definition is at store.py:1. " in found[0]
    assert found[1] == "1 finding in 2 files: 1 global-state"
    assert lines(capsys, "--related")[0].startswith("store.py:1:1: HS101")
    assert run(capsys, "--related", "other.py")[0] == 0
    (shop / "store.py").write_text("VISITS = []  # stateful[HS101]: one worker\n")
    assert run(capsys, "--related", "views.py")[0] == 0


def test_force_exclude_leaves_out_what_is_named(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop / "tests").mkdir()
    (shop / "tests" / "app.py").write_text(APP)
    assert run(capsys, "tests/app.py")[0] == 1
    assert run(capsys, "--force-exclude", "tests/app.py")[:2] == (0, "no findings in 0 files\n")
    assert run(capsys, "--force-exclude", "tests/app.py", "store.py")[0] == 1
    monkeypatch.setattr(sys, "stdin", Stdin(APP))
    assert run(capsys, "--force-exclude", "--stdin-filename", "tests/app.py")[0] == 0


def test_exit_zero(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--exit-zero")
    assert status == 0
    assert "HS101" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--select", "HS2,HS3"],
        ["--select=HS203"],
        ["--ignore", "HS9", "--ignore", "HS1"],
        ["--exclude", "store.py"],
        ["--extend-exclude", "views.py, other"],
    ],
)
def test_options_that_leave_nothing(
    shop: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(capsys, *arguments)[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [["--confidence", "certain"], ["--jobs", "1"], ["--select", "HS101"], ["--ignore", "HS10,HS2"]],
)
def test_options_that_leave_the_finding(
    shop: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(capsys, *arguments)[0] == (0 if "HS10,HS2" in arguments else 1)


def test_configuration(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "pyproject.toml").write_text("[tool.hidden-state]\nignore = ['HS101']")
    assert run(capsys)[0] == 0
    (shop / "other.toml").write_text("")
    assert run(capsys, "--config", "other.toml")[0] == 1


def test_cache_folder(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--no-cache", "--cache-dir", str(tmp_path / "kept"))[0] == 1
    assert not (tmp_path / "kept").exists()
    assert run(capsys, "--cache-dir", str(tmp_path / "kept"))[0] == 1
    assert (tmp_path / "kept" / "CACHEDIR.TAG").exists()
    assert sorted(path.name for path in shop.iterdir()) == ["setup.cfg", "store.py", "views.py"]


def test_warnings_are_said_apart(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    status, out, err = run(capsys, "--cache-dir", str(tmp_path / "file"))
    assert (status, out.count("HS101")) == (1, 1)
    assert err.startswith("hidden-state: the cache in ")


class Stdin:
    """Standard input that holds a text."""

    def __init__(self, text: str) -> None:
        self.buffer = io.BytesIO(text.encode())


@pytest.mark.parametrize("paths", [[], ["-"]])
def test_standard_input_stands_in_for_a_file(
    shop: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    paths: list[str],
) -> None:
    for name, text, start in (
        ("store.py", "\nVISITS = {}\n", "store.py:2:1: HS101"),
        ("sub/new.py", APP, "sub/new.py:4:1: HS"),
        ("views.py", "", "no findings in 1 file"),
    ):
        monkeypatch.setattr(sys, "stdin", Stdin(text))
        assert lines(capsys, *paths, "--stdin-filename", name)[0].startswith(start)


def test_folder_without_python(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "empty").mkdir()
    (shop / "void").mkdir()
    assert run(capsys, "empty", "void") == (
        0,
        "no findings in 0 files\n",
        "hidden-state: no Python files in empty, void\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "no such file or folder: nowhere"),
        (["nowhere", "."], "no such file or folder: nowhere"),
        (["chekc"], "no such file or folder: chekc; did you mean `check`?"),
        (["--selct", "HS1"], "unknown option --selct; did you mean `--select`?"),
        (["--selct=HS1"], "unknown option --selct; did you mean `--select`?"),
        (["--verzion"], "unknown option --verzion; did you mean `--version`?"),
        (["--zzz"], "unknown option --zzz"),
        (["rules", "more"], "one argument too many: more"),
        (["--format", "xml"], "--format: unknown format `xml`; there are text, json"),
        (["--jobs", "many"], "argument --jobs: invalid int value: 'many'"),
        (["--jobs", "-2"], "command line: --jobs: must be a number from 0"),
        (
            ["--select", "HS1O1"],
            "command line: --select: unknown code `HS1O1`; did you mean `HS101`",
        ),
        (["--ignore", "XX1"], "command line: --ignore: unknown code `XX1`"),
        (["--confidence", "sure"], "command line: --confidence: must be one of certain, likely"),
        (["--config", "none.toml"], "none.toml: cannot be read: No such file or directory"),
        (["-"], "`-` needs --stdin-filename"),
        (["--stdin-filename", "a.py", "b.py"], "--stdin-filename goes with no other path"),
        (["explain"], "the following arguments are required: CODE"),
        (["explain", "HS2O3"], "unknown code `HS2O3`; did you mean `HS203`?"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_wrong_command(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"hidden-state: {message}")


def test_all_missing_paths_are_named(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(run(capsys, "one", "store.py", "two")[2].splitlines()) == 2


def test_wrong_configuration(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "pyproject.toml").write_text("[tool.hidden-state]\nselct = []\njobs = 'a'")
    status, out, err = run(capsys)
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        "hidden-state: pyproject.toml: tool.hidden-state.selct: unknown key; "
        "did you mean `select`?",
        "hidden-state: pyproject.toml: tool.hidden-state.jobs: must be a number from 0 "
        "(one process per CPU), not 'a'",
    ]


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, f"hidden-state {hidden_state.__version__}\n", "")
    for arguments in (["--help"], ["-h"], ["check", "--help"]):
        status, out, _ = run(capsys, *arguments)
        assert status == 0
        assert "exit status: 0 clean, 1 findings" in out


def test_rules(capsys: pytest.CaptureFixture[str]) -> None:
    found = lines(capsys, "rules")
    families = [line[:3] for line in found if re.match(r"HS\d ", line)]
    assert families == [*sorted(families[:-1]), "HS0"]
    assert "HS2 session-store: Sessions and tokens" in found
    assert "HS001  unreadable-file             A file cannot be analysed." in found
    listed = [line[:5] for line in found if re.match(r"HS\d{3} ", line)]
    assert sorted(listed) == sorted(codes())


@pytest.mark.parametrize(("columns", "has_names"), [("80", False), ("120", True)])
def test_rules_on_a_screen(monkeypatch: pytest.MonkeyPatch, columns: str, has_names: bool) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["rules"]) == 0
    shown = screen.getvalue()
    assert max(map(len, shown.splitlines())) <= int(columns)
    assert ("global-container" in shown) is has_names


@pytest.mark.parametrize("name", ["HS001", "hs001", "unreadable-file"])
def test_explain(capsys: pytest.CaptureFixture[str], name: str) -> None:
    found = lines(capsys, "explain", name)
    assert found[:3] == ["HS001 unreadable-file (tool)", "", "A file cannot be analysed."]
    assert "Bad:" in found
    assert '    print("a call")' in found


@pytest.mark.parametrize("code", sorted(codes()))
def test_explain_fits_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    plain = lines(capsys, "explain", code)
    assert max(map(len, plain)) <= 80
    assert {"Bad:", "Good:"} < set(plain)
    if not code.startswith("HS0"):
        expected = [
            "What replaces it:",
            "Flask:",
            "Django:",
            "FastAPI:",
            "Not reported:",
            "Limits:",
        ]
        assert [line for line in plain if line in expected] == expected
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["explain", code]) == 0
    shown = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue()).splitlines()
    assert max(map(len, shown)) <= 80
    (rule,) = (rule for rule in rules() if rule.code == code)
    examples = "\n".join(section.code for section in describe(rule).sections).splitlines()
    assert [line for line in examples if line and f" {line}" not in map(str.rstrip, shown)] == []


class Terminal(io.StringIO):
    """A terminal that keeps what it shows."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("option", "variables", "is_coloured"),
    [
        ("auto", {}, True),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"TERM": "dumb"}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {}, False),
    ],
)
@pytest.mark.usefixtures("shop")
def test_colours_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, option: str, variables: dict[str, str], is_coloured: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    assert main(["--color", option]) == 1
    assert ("\x1b[" in screen.getvalue()) is is_coloured


def test_no_colours_in_a_pipe(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b[" not in run(capsys)[1]
    assert "\x1b[" in run(capsys, "--color", "always")[1]


@pytest.mark.parametrize(("patience", "is_shown"), [(-1.0, True), (60.0, False)])
@pytest.mark.usefixtures("shop")
def test_progress_shows_on_a_terminal_after_a_while(
    monkeypatch: pytest.MonkeyPatch, patience: float, is_shown: bool
) -> None:
    monkeypatch.setattr(terminal, "PATIENCE", patience)
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    assert main(["--no-cache", "--jobs", "1"]) == 1
    assert ("reading" in screen.getvalue()) is is_shown


@pytest.mark.usefixtures("shop")
def test_interrupted(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(session, "check", interrupt)
    assert run(capsys) == (130, "", "hidden-state: interrupted\n")


@pytest.mark.usefixtures("shop")
def test_failure_is_told_from_findings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(session, "check", fail)
    status, out, err = run(capsys)
    assert (status, out) == (3, "")
    assert err.startswith("Traceback")
    assert err.endswith("this is a fault of hidden-state, not of the code it looked at\n")


class ClosedPipe(io.RawIOBase):
    """A stream that nobody reads."""

    def __init__(self, error: OSError, descriptor: int = -1) -> None:
        self.error = error
        self.descriptor = descriptor

    def writable(self) -> bool:
        return True

    def write(self, _: object) -> int:
        raise self.error

    def fileno(self) -> int:
        return self.descriptor


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.usefixtures("shop")
def test_reader_that_has_gone(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    form: str,
) -> None:
    with (tmp_path / "output").open("wb") as output:
        raw = ClosedPipe(BrokenPipeError(), output.fileno())
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, write_through=True))  # type: ignore[type-var] # raw is enough
        assert main(["--format", form]) == 1
        os.write(output.fileno(), b"goes nowhere")
    assert (tmp_path / "output").read_bytes() == b""
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("shop")
def test_output_that_cannot_be_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    error = OSError(errno.ENOSPC, "No space left on device")
    stream = io.TextIOWrapper(ClosedPipe(error), write_through=True)  # type: ignore[type-var] # raw is enough
    monkeypatch.setattr(sys, "stdout", stream)
    assert main([]) == 3
    message = "hidden-state: standard output cannot be written: No space left on device\n"
    assert capsys.readouterr().err == message


def test_module_does_nothing_when_it_is_imported() -> None:
    importlib.import_module("hidden_state.__main__")


def test_module_and_command_say_the_same(shop: Path) -> None:
    (shop / "queue.py").write_text("raise SystemExit('the code under analysis was run')")
    script = Path(sysconfig.get_path("scripts")) / "hidden-state"
    for command in ([sys.executable, "-m", "hidden_state"], [script]):
        done = subprocess.run(
            [*command, "--jobs", "2"], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.startswith("store.py:1:1: HS101")


@pytest.mark.skipif(sys.platform == "win32", reason="no such encoding on consoles")
def test_output_in_another_encoding(shop: Path) -> None:
    (shop / "café.py").write_text("(")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    for form in ("text", "json"):
        done = subprocess.run(
            [sys.executable, "-m", "hidden_state", "--format", form, "."],
            capture_output=True,
            env=environment,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, b"")
        assert (b"caf\\xe9.py" if form == "text" else "café.py".encode()) in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes")
def test_reader_that_goes(shop: Path) -> None:
    for number in range(2000):
        (shop / f"broken{number}.py").write_text("(")
    process = subprocess.Popen(
        [sys.executable, "-m", "hidden_state", "."], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait() == 1
