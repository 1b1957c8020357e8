from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from projects import APP, SHOP

from hidden_state.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteProject

FILE = "hidden-state-baseline.jsonl"


@pytest.fixture
def shop(write_project: WriteProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two findings, as the working directory."""
    root = write_project({**SHOP, "app.py": APP})
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def known(shop: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The shop with a baseline in use."""
    (shop / "hidden-state.toml").write_text(f"baseline = '{FILE}'")
    assert main(["--write-baseline"]) == 0
    capsys.readouterr()
    return shop


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], list[str]]:
    status = main(arguments)
    out, err = capsys.readouterr()
    return (
        status,
        out.splitlines(),
        [line.removeprefix("hidden-state: ") for line in err.splitlines()],
    )


def symbols(root: Path) -> list[str]:
    lines = (root / FILE).read_text("utf-8").splitlines()[1:]
    return [json.loads(line)["symbol"] for line in lines]


def test_write(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "--write-baseline")
    assert (status, out) == (0, ["no findings in 3 files; 2 in the baseline"])
    assert err == [
        f"{FILE} knows 2 findings, 2 of them new",
        f'to use it, set baseline = "{FILE}" in [tool.hidden-state]',
    ]
    assert symbols(shop) == ["SEEN", "VISITS"]


def test_it_is_used_where_it_is_named(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "--write-baseline", "--baseline", "sub name é.jsonl")
    assert run(capsys)[0] == 1
    assert run(capsys, "--baseline", "sub name é.jsonl")[0] == 0
    (shop / "sub name é.jsonl").rename(shop / FILE)
    (shop / "hidden-state.toml").write_text(f"baseline = '{FILE}'")
    assert run(capsys) == (0, ["no findings in 3 files; 2 in the baseline"], [])
    printed = json.loads("\n".join(run(capsys, "--format", "json")[1]))
    assert printed["summary"] == {"files": 3, "findings": 0, "accepted": 2}


def test_only_what_is_new_is_reported(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = APP.replace("SEEN", "MORE")
    (known / "more.py").write_text(text)
    status, out, err = run(capsys)
    assert (status, err) == (1, [])
    assert [line.partition(" ")[0] for line in out] == ["more.py:4:1:", "1"]


def test_moved_renamed_and_laid_out_anew(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (known / "app.py").rename(known / "entry.py")
    text = APP.replace("SEEN = {}", "\n\n# more\nSEEN = dict(\n)").replace("[name]", "[ name ]")
    (known / "entry.py").write_text(text)
    (known / "views.py").rename(known / "pages.py")
    (known / "store.py").write_text("# more\n\nVISITS = list()\n")
    assert run(capsys) == (0, ["no findings in 3 files; 2 in the baseline"], [])
    status, _, err = run(capsys, "--check-baseline")
    assert (status, err) == (0, [f"{FILE}:2: HS101 `SEEN` of app.py is in entry.py now"])
    status, _, err = run(capsys, "--prune-baseline")
    assert (status, err) == (0, [f"{FILE}: 0 stale entries removed, 1 entry moved to another file"])
    assert '"entry.py"' in (known / FILE).read_text()
    assert run(capsys, "--check-baseline")[2] == []


def test_stale_entries_fail_and_go(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (known / "app.py").write_text("")
    assert run(capsys)[0] == 0
    status, out, err = run(capsys, "--check-baseline")
    assert (status, out) == (1, ["no findings in 3 files; 1 in the baseline"])
    assert err == [
        f"{FILE}:2: HS101 `SEEN` in app.py is not found any more",
        "1 stale entry: remove with --prune-baseline",
    ]
    assert run(capsys, "--check-baseline", "--exit-zero")[0] == 0
    assert run(capsys, "--prune-baseline")[2] == [f"{FILE}: 1 stale entry removed"]
    assert symbols(known) == ["VISITS"]
    assert run(capsys, "--check-baseline")[::2] == (0, [])


def test_accepting_makes_an_entry_stale(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (known / "store.py").write_text("VISITS = []  # stateful[HS101]: one worker\n")
    assert run(capsys)[1] == ["no findings in 3 files; 1 accepted, 1 in the baseline"]
    status, _, err = run(capsys, "--check-baseline")
    assert (status, err[0]) == (1, f"{FILE}:3: HS101 `VISITS` in store.py is accepted")
    run(capsys, "--prune-baseline")
    assert symbols(known) == ["SEEN"]


@pytest.mark.parametrize(
    "arguments",
    [["store.py"], ["--select", "HS2"], ["--ignore", "HS1"], ["--confidence", "certain"]],
)
def test_what_is_not_looked_at_is_not_stale(
    known: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    if arguments == ["store.py"]:
        (known / "app.py").write_text("")
    before = (known / FILE).read_bytes()
    assert run(capsys, "--check-baseline", *arguments)[::2] == (0, [])
    for mode in ("--prune-baseline", "--write-baseline"):
        run(capsys, mode, *arguments)
        assert (known / FILE).read_bytes() == before


def test_states_of_a_file_that_cannot_be_read_stay(
    known: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (known / "app.py").write_text("(")
    before = (known / FILE).read_bytes()
    status, out, err = run(capsys, "--check-baseline")
    assert (status, err) == (1, [])
    assert out[0].startswith("app.py:1:1: HS001")
    status, out, _ = run(capsys, "--write-baseline")
    assert (status, out[0][:17]) == (0, "app.py:1:1: HS001")
    assert (known / FILE).read_bytes() == before


def test_reasons_stay(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (known / FILE).read_text().replace('"}\n', '","reason":"until autumn"}\n', 1)
    (known / FILE).write_text(text)
    (known / "more.py").write_text(APP.replace("SEEN", "MORE"))
    assert run(capsys, "--write-baseline")[2] == [f"{FILE} knows 3 findings, 1 of them new"]
    assert (known / FILE).read_text().count("until autumn") == 1
    assert symbols(known) == ["SEEN", "MORE", "VISITS"]


def test_doubt_is_said(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (known / "app.py").rename(known / "one.py")
    (known / "two.py").write_text(APP)
    status, out, err = run(capsys)
    assert (status, len(out)) == (1, 3)
    assert err == [
        f"{FILE}: line 2: HS101 `SEEN` of app.py, which is gone, may be the one in one.py or "
        "two.py: all of them are reported"
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--check-baseline"], "--check-baseline needs a baseline: --baseline FILE, or the key"),
        (["--prune-baseline"], "--prune-baseline needs a baseline"),
        (["--baseline", "none"], "none: no such baseline: write it with `hidden-state check --wr"),
        (["--baseline", "."], ".: cannot be read: Is a directory"),
        (["--baseline", "app.py"], "app.py: line 1: this is no baseline"),
        (["--write-baseline", "--baseline", "app.py"], "app.py: line 1: this is no baseline"),
        (["--write-baseline", "--baseline", "no/where"], "no/where: cannot be written: No such"),
        (
            ["--write-baseline", "--prune-baseline"],
            "--write-baseline and --prune-baseline do not go together",
        ),
        (["--write-baseline", ".", "../other"], "--write-baseline is about one project, not about"),
        (["--baseline", "x", ".", "../other"], "--baseline is about one project, not about"),
        (["--baselin", "x"], "unknown option --baselin; did you mean `--baseline`?"),
    ],
)
def test_wrong_command(
    shop: Path,
    write_project: WriteProject,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    write_project({"app.py": APP}, "other")
    before = sorted(os.listdir(shop))  # noqa: PTH208 - names are enough
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, [])
    assert err[0].startswith(message)
    assert sorted(os.listdir(shop)) == before  # noqa: PTH208 - names are enough
    assert (shop / "app.py").read_text() == APP


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=me", "-c", "user.email=me@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607 - found on the path


def test_two_branches_merge(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def add(name: str) -> None:
        (known / f"{name}.py").write_text(APP.replace("SEEN", name.upper()))
        assert main(["--write-baseline"]) == 0
        git(known, "add", "-A")
        git(known, "commit", "-qm", name)

    git(known, "init", "-q", "-b", "main")
    add("first")
    git(known, "checkout", "-qb", "branch")
    add("before")
    git(known, "checkout", "-q", "main")
    add("zebra")
    git(known, "merge", "-q", "branch")
    assert run(capsys, "--check-baseline")[0] == 0
    assert symbols(known) == ["SEEN", "BEFORE", "FIRST", "VISITS", "ZEBRA"]


def test_in_a_detached_work_tree(
    known: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (known / "setup.cfg").unlink()
    git(known, "init", "-q")
    git(known, "add", "-A")
    git(known, "commit", "-qm", "all")
    git(known, "worktree", "add", "-q", "--detach", "../other tree")
    monkeypatch.chdir(known.parent / "other tree")
    expected = ["no findings in 3 files; 2 in the baseline"]
    assert run(capsys, "--check-baseline") == (0, expected, [])
    monkeypatch.chdir(known.parent)
    assert run(capsys, "other tree/store.py")[1] == ["no findings in 1 file; 1 in the baseline"]
