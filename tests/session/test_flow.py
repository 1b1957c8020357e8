from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from projects import APP, SHOP, finding

from hidden_state import discovery, session
from hidden_state.cache.pack import Pack
from hidden_state.config import Config, ConfigurationError
from hidden_state.session import extraction, flow, sources, workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import WriteProject

    from hidden_state.finding import Result


def check(root: Path, *targets: str, **settings: object) -> Result:
    config = Config(root=root, jobs=1, **settings)  # type: ignore[arg-type] # as given by the test
    return session.check(config, [root / target for target in targets] or None)


def places(result: Result) -> list[tuple[str, int]]:
    return [(item.path, item.line) for item in result.findings]


def test_a_state_across_files(write_project: WriteProject) -> None:
    result = check(write_project(SHOP))
    assert places(result) == [("store.py", 1)]
    assert result.files == 2
    assert [write.path for write in result.findings[0].writes] == ["views.py"]


@pytest.mark.parametrize(
    ("targets", "expected", "files"),
    [
        (["."], [("store.py", 1), ("sub/app.py", 4)], 3),
        (["store.py"], [("store.py", 1)], 1),
        (["views.py"], [], 1),
        (["sub"], [("sub/app.py", 4)], 1),
        (["sub", "views.py"], [("sub/app.py", 4)], 2),
        (["su"], [], 0),
    ],
)
def test_only_targets_are_reported(
    write_project: WriteProject, targets: Sequence[str], expected: object, files: int
) -> None:
    root = write_project({**SHOP, "sub/app.py": APP})
    result = check(root, *targets, ignore=("HS001",))
    assert (places(result), result.files) == (expected, files)


def test_a_named_file_belongs_to_the_project(write_project: WriteProject) -> None:
    root = write_project({"tests/app.py": APP})
    assert places(check(root)) == []
    assert places(check(root, "tests/app.py")) == [("tests/app.py", 4)]
    assert places(check(root, "tests")) == [("tests/app.py", 4)]


@pytest.mark.parametrize(
    ("select", "ignore", "confidence", "is_wanted"),
    [
        (("HS",), (), "likely", True),
        (("HS1",), (), "likely", True),
        (("HS2",), (), "likely", False),
        ((), (), "likely", False),
        (("HS",), ("HS1",), "likely", False),
        (("HS101",), ("HS1",), "likely", True),
        (("HS1",), ("HS1",), "likely", False),
        (("HS",), (), "certain", True),
    ],
)
def test_wanted(
    select: tuple[str, ...], ignore: tuple[str, ...], confidence: str, is_wanted: bool
) -> None:
    config = Config(root=Path(), select=select, ignore=ignore, confidence=confidence)  # type: ignore[arg-type] # one of the words
    assert bool(list(session.wanted([finding()], config))) is is_wanted


def test_confidence_below_the_lowest(write_project: WriteProject) -> None:
    from msgspec.structs import replace

    possible = replace(finding(), confidence="possible")
    for lowest, count in (("possible", 1), ("likely", 0), ("certain", 0)):
        config = Config(root=Path(), confidence=lowest)  # type: ignore[arg-type] # one of the words
        assert len(list(session.wanted([possible], config))) == count


def test_comments_accept(write_project: WriteProject) -> None:
    root = write_project({"app.py": APP.replace("SEEN = {}", "SEEN = {}  # noqa: E501")})
    result = check(root)
    assert (len(result.findings), len(result.accepted)) == (1, 0)
    (root / "app.py").write_text(APP.replace("SEEN = {}", "SEEN = {}  # noqa: HS1,HS2"))
    for _ in range(2):
        result = check(root)
        assert (len(result.findings), len(result.accepted)) == (0, 1)


def test_a_selection_makes_no_acceptance_look_idle(write_project: WriteProject) -> None:
    text = APP.replace("SEEN = {}", "SEEN = {}  # stateful[HS101]: one worker")
    root = write_project({"app.py": text, "other.py": "X = 1  # stateful[HS102]: nothing\n"})
    assert [item.code for item in check(root).findings] == ["HS003"]
    assert [item.path for item in check(root, select=("HS0", "HS2")).findings] == ["other.py"]
    assert check(root, "app.py").findings == ()
    assert check(root, ignore=("HS003",)).findings == ()
    (item,) = check(root).accepted
    assert (item.by, item.reason, item.line) == ("comment", "one worker", 4)


def test_unreadable_files_are_findings_and_the_rest_goes_on(
    write_project: WriteProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_project({"a.py": "x = (\n", "b.py": APP, "locked.py": APP})
    read = sources.read
    monkeypatch.setattr(
        sources,
        "read",
        lambda path: "it cannot be read (no)" if path.endswith("locked.py") else read(path),
    )
    for _ in range(2):
        result = check(root)
        assert result.files == 3
        found = [(item.path, item.line, item.column, item.code) for item in result.findings]
        assert found[0] == ("a.py", 1, 5, "HS001")
        assert found[1][:2] == ("b.py", 4)
        assert found[2] == ("locked.py", 1, 1, "HS001")
        assert result.findings[2].message == "the file cannot be analysed: it cannot be read (no)"


def test_folder_that_cannot_be_listed(
    write_project: WriteProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_project({"a.py": ""})

    def with_fault(root: str, exclude: Sequence[str], named: Sequence[str], _: object) -> object:
        tree = discovery.discover(root, exclude, named)
        tree.faults["locked"] = "Permission denied"
        return tree

    monkeypatch.setattr(flow, "discover", with_fault)
    assert [(item.path, item.code) for item in check(root).findings] == [("locked", "HS001")]


def test_unsaved_text(write_project: WriteProject) -> None:
    root = write_project(SHOP)
    config = Config(root=root, jobs=1)
    before = session.check(config, None)
    text = b"# one line more\nVISITS = []\n"
    after = session.check(config, None, {root / "store.py": text})
    assert [item.line for item in after.findings] == [2]
    new = session.check(config, [root / "new.py"], {root / "new.py": APP.encode()})
    assert places(new) == [("new.py", 4)]
    assert new.files == 1
    assert session.check(config, None) == before


def test_progress(write_project: WriteProject) -> None:
    root = write_project(SHOP)
    seen: list[tuple[int, int]] = []
    session.check(
        Config(root=root, jobs=1), None, None, lambda done, total: seen.append((done, total))
    )
    assert seen == [(1, 2), (2, 2)]


def test_unused_cache_is_not_made(write_project: WriteProject, tmp_path: Path) -> None:
    root = write_project(SHOP)
    assert check(root, cache=False, cache_dir=tmp_path / "none").findings
    assert not (tmp_path / "none").exists()


def test_cache_that_cannot_be_written_is_a_warning(
    write_project: WriteProject, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    for _ in range(2):
        result = check(write_project(SHOP), cache_dir=tmp_path / "file")
        assert result.findings
        assert len(result.warnings) == 1


def test_facts_that_cannot_be_written_are_a_warning(
    write_project: WriteProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Pack, "save", refuse)
    (warning,) = check(write_project(SHOP)).warnings
    assert warning.endswith("No space left on device")


def settle(root: Path) -> None:
    """Make the files look as if they had not been touched for long."""
    for path in root.rglob("*.py"):
        os.utime(path, (1_600_000_000, 1_600_000_000))


@pytest.fixture
def settled(write_project: WriteProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that has been checked once, and is trusted not to have changed."""
    root = write_project({**SHOP, "broken.py": "("})
    settle(root)
    monkeypatch.setattr(sources, "GRANULARITY", -(10**12))
    check(root)
    return root


def test_nothing_changed_reads_nothing(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = check(settled, cache=False)
    monkeypatch.setattr(sources, "read", None)
    monkeypatch.setattr(flow, "_judge", None)
    assert check(settled) == cold


def test_one_change_extracts_one_file(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extracted: list[int] = []

    def count(missing: dict[bytes, bytes], jobs: int, *, is_kept: bool) -> object:
        extracted.append(len(missing))
        return workers.extract_all(missing, jobs, is_kept=is_kept)

    monkeypatch.setattr(extraction, "extract_all", count)
    (settled / "store.py").write_text("\n\nVISITS = []\n")
    assert ("store.py", 3) in places(check(settled))
    (settled / "store.py").write_text(SHOP["store.py"])
    assert ("store.py", 1) in places(check(settled))
    assert extracted == [1]


@pytest.mark.parametrize("is_saved", [True, False])
def test_text_with_the_same_facts_is_not_judged_again(
    settled: Path, monkeypatch: pytest.MonkeyPatch, is_saved: bool
) -> None:
    before = check(settled)
    path = settled / "store.py"
    text = SHOP["store.py"].replace("\n", "  # of this instance\n", 1)
    overlay = {} if is_saved else {path: text.encode()}
    if is_saved:
        path.write_text(text)
    with monkeypatch.context() as patch:
        patch.setattr(flow, "_judge", None)
        assert session.check(Config(root=settled, jobs=1), None, overlay) == before
    accepted = text.replace("# of", "# stateful[HS101]: of")
    result = session.check(Config(root=settled, jobs=1), None, {path: accepted.encode()})
    assert [item.finding.path for item in result.accepted] == ["store.py"]


def test_a_file_whose_facts_cannot_be_kept_is_known_by_its_text(
    settled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = settled / "odd.py"
    odd.write_text('WORDS = {"half": "\\ud800"}\n')
    before = check(settled)
    (settled / "store.py").write_text(SHOP["store.py"] + "# of this instance\n")
    monkeypatch.setattr(flow, "_judge", None)
    assert check(settled) == before
    odd.write_text('WORDS = {"half": "\\ud801"}\n')
    with pytest.raises(TypeError):
        check(settled)


def test_unread_files_tell_the_same_facts_apart(settled: Path) -> None:
    before = places(check(settled))
    (settled / "broken.py").write_text("(  # again")
    assert places(check(settled)) == before
    (settled / "broken.py").write_text("\n\n)")
    assert places(check(settled)) != before


@pytest.mark.parametrize("damage", [b"", b"foreign", None])
def test_damaged_cache_is_made_again(settled: Path, damage: bytes | None) -> None:
    cold = check(settled, cache=False)
    base = Path(os.environ["HIDDEN_STATE_CACHE_DIR"])
    for path in [path for path in base.rglob("*") if path.is_file()]:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(bytes(content) if damage is None else damage)
    assert check(settled) == cold
    assert check(settled) == cold


def test_lost_facts_of_files_that_are_known(settled: Path) -> None:
    cold = check(settled, cache=False)
    base = Path(os.environ["HIDDEN_STATE_CACHE_DIR"])
    for path in [*base.rglob("facts-*/*"), *base.rglob("findings-*")]:
        path.unlink()
    assert check(settled) == cold


def test_file_that_goes_between_two_looks(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = Path(os.environ["HIDDEN_STATE_CACHE_DIR"])
    for path in [*base.rglob("facts-*/*"), *base.rglob("findings-*")]:
        path.unlink()
    monkeypatch.setattr(extraction, "read", lambda _: "it cannot be read (gone)")
    assert {item.code for item in check(settled).findings} == {"HS001"}
    monkeypatch.undo()
    assert places(check(settled, cache=False)) == [("broken.py", 1), ("store.py", 1)]


def test_what_is_slow_to_import_is_not_needed_when_nothing_changed(settled: Path) -> None:
    code = (
        "import json, sys\n"
        "before = set(sys.modules)\n"
        "import msgspec\n"
        "theirs = set(sys.modules)\n"
        "from hidden_state.cli import main\n"
        "status = main([])\n"
        "sys.stderr.write(json.dumps([status, sorted(set(sys.modules) - theirs)]))\n"
    )
    arguments = [sys.executable, "-c", code]
    subprocess.run(arguments, cwd=settled, capture_output=True, check=True)
    done = subprocess.run(arguments, cwd=settled, capture_output=True, text=True, check=True)
    status, modules = json.loads(done.stderr)
    assert status == 1
    slow = ("ast", "rich", "hidden_state.models", "hidden_state.project", "hidden_state.extract")
    slower = (
        "hidden_state.checker",
        "hidden_state_checkers",
        "hidden_state.facts",
        "json",
        "tomli",
    )
    assert not {*slow, *slower, "difflib", "concurrent.futures"} & set(modules)


def test_collector_is_as_it_was(write_project: WriteProject) -> None:
    root = write_project({})
    for use in (gc.disable, gc.enable):
        use()
        was_on = gc.isenabled()
        check(root)
        assert gc.isenabled() is was_on


def test_wrong_model_file(write_project: WriteProject) -> None:
    root = write_project({**SHOP, "own.toml": "librry = 1"})
    with pytest.raises(ConfigurationError, match=r"own\.toml"):
        check(root, models=(root / "own.toml",))


SPLIT = {
    "shop/settings/base.py": "INSTALLED_APPS = []\n",
    "shop/settings/live.py": "from shop.settings.base import *\n",
}


def test_settings_that_are_not_there(write_project: WriteProject) -> None:
    root = write_project({**SHOP, **SPLIT})
    check(root, settings=("shop.settings.base",))
    with pytest.raises(ConfigurationError) as caught:
        check(root, settings=("settings.live", "settings.stage"))
    assert [str(problem) for problem in caught.value.problems] == [
        "settings: no settings `settings.stage` in the project; "
        "accepted: shop.settings.base, shop.settings.live"
    ]
