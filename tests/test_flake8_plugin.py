from __future__ import annotations

import io
import multiprocessing
import subprocess
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

import pytest
from flake8.main.cli import main
from projects import APP, LOGGED, LOGGING, SHOP

from hidden_state.cli import main as command
from hidden_state.flake8_plugin import HiddenStatePlugin
from hidden_state.session import flow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import WriteProject

DEFINITION = "store.py:1:1: HS101 `VISITS` is written while serving"
WRITE = "views.py:10:5: HS101 `VISITS` is written while serving"


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    HiddenStatePlugin.run_record = None


@pytest.fixture
def shop(write_project: WriteProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one finding, as the working directory."""
    root = write_project(SHOP)
    monkeypatch.chdir(root)
    return root


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    main(["-j1", *arguments])
    return capsys.readouterr().out.splitlines()


def test_definition_and_write_are_reported_where_they_are(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(capsys, "store.py", "views.py")
    assert [line.partition(" is ")[0] for line in found] == [
        DEFINITION.partition(" is ")[0],
        WRITE.partition(" is ")[0],
    ]
    assert "This is a write; the definition is at store.py:1. " in found[1]


def test_a_file_alone_says_the_same(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    together = run(capsys)
    assert len(together) == 2
    assert [*run(capsys, "store.py"), *run(capsys, "views.py")] == [
        line.removeprefix("./") for line in together
    ]


@pytest.mark.parametrize("arguments", [["--select", "E"], ["--select=E,W", "--extend-select=F"]])
def test_nothing_is_analysed_for_nothing(
    shop: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(capsys, *arguments) == []
    assert HiddenStatePlugin.run_record is None


@pytest.mark.parametrize("option", ["--select=HS", "--select=H", "--extend-select=HS101"])
def test_flake8_selects(shop: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    assert len(run(capsys, option)) == 2


def test_flake8_ignores(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--extend-ignore", "HS101") == []
    assert len(run(capsys, "--per-file-ignores", "views.py:HS")) == 1


def test_the_projects_configuration_counts(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "pyproject.toml").write_text("[tool.hidden-state]\nignore = ['HS101']")
    assert run(capsys) == []


def test_comments_are_flake8s(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "store.py").write_text("VISITS = []  # noqa: HS101\n")
    assert len(run(capsys)) == 1
    assert len(run(capsys, "--disable-noqa")) == 2


def test_acceptances_are_heeded_wherever_the_state_is_reported(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "store.py").write_text("VISITS = []  # stateful[HS101]: one worker\n")
    assert run(capsys) == []
    assert run(capsys, "--disable-noqa") == []
    (shop / "store.py").write_text("VISITS = []  # stateful[HS101] until 2020-01-01: x\n")
    assert [line.split()[1] for line in run(capsys)] == ["HS101", "HS004", "HS101"]


@pytest.mark.parametrize(
    ("comment", "code", "column"),
    [("# stateful[HS101]", "HS002", 14), ("# stateful[HS102]: one worker", "HS003", 14)],
)
def test_bad_acceptances_are_reported(
    shop: Path, capsys: pytest.CaptureFixture[str], comment: str, code: str, column: int
) -> None:
    (shop / "store.py").write_text(f"VISITS = []  {comment}\n")
    assert any(
        line.startswith(f"./store.py:1:{column}: {code} ") for line in run(capsys, "--select=HS0")
    )
    (shop / "store.py").write_text(f"VISITS = []  {comment}  # noqa: {code}\n")
    assert run(capsys, "--select=HS0") == []


def test_the_baseline_is_heeded(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["--write-baseline", "."]) == 0
    (shop / "hidden-state.toml").write_text("baseline = 'hidden-state-baseline.jsonl'")
    capsys.readouterr()
    assert run(capsys) == []
    (shop / "hidden-state-baseline.jsonl").write_text("{}")
    assert run(capsys)[1].startswith("hidden-state-baseline.jsonl: line 1: this is no baseline")


def test_options(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(run(capsys, "--hidden-state-confidence", "certain")) == 2
    (shop / ".flake8").write_text("[flake8]\nhidden-state-root = .\n")
    (shop / "sub").mkdir()
    (shop / "sub" / "setup.cfg").touch()
    (shop / "sub" / "views.py").write_text(SHOP["views.py"])
    (shop / "views.py").unlink()
    assert len(run(capsys, "sub", "store.py")) == 2
    assert len(run(capsys, "--isolated", "sub", "store.py")) == 1


def test_root_around_other_files(
    shop: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    assert len(run(capsys, "--hidden-state-root", str(tmp_path / "other"))) == 2


def test_wrong_options(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "--hidden-state-root", "./nowhere")
    assert found[1] == f"--hidden-state-root: no such folder: {shop / 'nowhere'}"
    (shop / "pyproject.toml").write_text("[tool.hidden-state]\njob = 1")
    found = run(capsys)
    assert found[1] == "pyproject.toml: tool.hidden-state.job: unknown key; did you mean `jobs`?"


def test_files_that_cannot_be_read_are_flake8s(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "broken.py").write_text("(\n")
    assert not [line for line in run(capsys) if "HS001" in line]


def test_warnings_are_logged(
    shop: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("HIDDEN_STATE_CACHE_DIR", str(tmp_path / "file"))
    assert len(run(capsys)) == 2
    assert "cannot be written" in caplog.text


def test_nested_projects_are_found_from_the_file(
    write_project: WriteProject,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = write_project(SHOP)
    write_project({f"inner/{name}": text for name, text in SHOP.items()})
    (root / "inner" / "setup.py").touch()
    monkeypatch.chdir(root)
    assert len(run(capsys)) == 4


def test_analysis_comes_before_the_processes(shop: Path) -> None:
    HiddenStatePlugin.parse_options(
        Namespace(),  # type: ignore[arg-type] # it is not used
        Namespace(
            select=None,
            hidden_state_root=None,
            hidden_state_confidence=None,
            filenames=["store.py"],
            stdin_display_name="stdin",
        ),
        [],
    )
    assert HiddenStatePlugin.run_record is not None
    assert list(HiddenStatePlugin.run_record.reports) == [shop]


@pytest.mark.parametrize("method", sorted(multiprocessing.get_all_start_methods()))
def test_in_processes(shop: Path, method: str) -> None:
    script = shop.parent / "flake.py"
    script.write_text(
        "import multiprocessing, sys\n"
        "from flake8.main.cli import main\n"
        "if __name__ == '__main__':\n"
        f"    multiprocessing.set_start_method({method!r})\n"
        "    sys.exit(main(['-j2', '.']))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.count("HS101") == 2


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("store.py", "# new\nVISITS = []\n", "store.py:2:1: HS101"),
        ("store.py", "\ufeff# coding: utf-8\nVISITS = []\n", "store.py:2:1: HS101"),
        ("views.py", SHOP["views.py"].replace("VISITS", "OTHER"), ""),
        ("views.py", "# new\n" + SHOP["views.py"], "views.py:11:5: HS101"),
    ],
)
def test_unsaved_text(shop: Path, name: str, text: str, expected: str) -> None:
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "flake8", "--isolated", "--stdin-display-name", name, "-"],
            input=text.encode(),
            capture_output=True,
            check=False,
        )
        assert done.stderr == b""
        assert done.stdout.decode().startswith(expected)
        assert bool(done.stdout) is bool(expected)


def test_unsaved_text_of_what_is_excluded(shop: Path) -> None:
    (shop / "tests").mkdir()
    command = [sys.executable, "-m", "flake8", "--isolated", "--stdin-display-name"]
    for name, count in (("tests/app.py", 0), ("sub/app.py", 1)):
        done = subprocess.run(
            [*command, name, "-"], input=APP, text=True, capture_output=True, check=False
        )
        assert (done.stdout.count(" HS"), done.stderr) == (count, "")


@pytest.mark.parametrize(
    ("options", "start"),
    [
        (["--extend-select=HS"], "views.py:10:5: HS101 "),
        (["--select=E", "--extend-select=HS101"], "views.py:10:5: HS101 "),
        (["--per-file-ignores=views.py:HS"], ""),
        (["--per-file-ignores=store.py:HS"], "views.py:10:5: HS101 "),
        (["--format=%(code)s %(row)d"], "HS101 10\n"),
        (["--format=pylint"], "views.py:10: [HS101] `VISITS` is written"),
        (["-j4"], "views.py:10:5: HS101 "),
    ],
)
def test_options_with_unsaved_text(shop: Path, options: list[str], start: str) -> None:
    command = [sys.executable, "-m", "flake8", "--isolated", *options]
    done = subprocess.run(
        [*command, "--stdin-display-name", str(shop / "views.py"), "-"],
        input=SHOP["views.py"],
        text=True,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1 if start else 0, "")
    assert done.stdout.removeprefix(f"{shop}/").startswith(start)
    assert bool(done.stdout) is bool(start)


def test_the_second_run_answers_from_the_cache(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> object:
        raise AssertionError

    assert len(run(capsys, "store.py")) == 1
    monkeypatch.setattr(flow, "_judge", fail)
    assert len(run(capsys)) == 2
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SHOP["views.py"].encode())))
    assert len(run(capsys, "--stdin-display-name", "views.py", "-")) == 1


def test_a_change_of_a_configuration_of_logging_is_seen(
    write_project: WriteProject,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = write_project({"app.py": LOGGED, "logging.ini": LOGGING})
    monkeypatch.chdir(root)
    assert [line.partition(" `")[0] for line in run(capsys)] == ["./app.py:5:1: HS304"]
    (root / "logging.ini").write_text(LOGGING.replace("shop.log", "/dev/stdout"))
    assert run(capsys) == []


def test_flake8_knows_the_plugin() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flake8", "--version"], capture_output=True, text=True, check=True
    )
    assert "flake8-hidden-state: " in done.stdout.replace("\n", " ")
