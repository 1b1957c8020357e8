from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from hidden_state.config import DEFAULT_EXCLUDE, Config, ConfigurationError
from hidden_state.configuration import MARKERS as ROOT_MARKERS
from hidden_state.configuration import find_root, load

if TYPE_CHECKING:
    from pathlib import Path

CODES = ("HS001", "HS101", "HS203")


def read(root: Path, text: str = "", name: str = "pyproject.toml", **options: object) -> Config:
    (root / name).write_text(text)
    return load(root, lambda: CODES, options=options)


def problems(root: Path, text: str, name: str = "pyproject.toml") -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read(root, text, name)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, where messages name files without folders."""
    monkeypatch.chdir(tmp_path)
    return tmp_path.resolve()


@pytest.mark.parametrize("marker", ROOT_MARKERS)
def test_root_is_the_nearest_marked_ancestor(tmp_path: Path, marker: str) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "setup.py").touch()
    (tmp_path / "a" / marker).touch()
    assert find_root(inner / "x.py") == tmp_path / "a"
    assert find_root(tmp_path / "a") == tmp_path / "a"
    assert find_root(tmp_path) == tmp_path


def test_root_without_marker_is_the_working_directory_around_the_path(root: Path) -> None:
    (root / "a").mkdir()
    assert find_root(root / "a" / "x.py") == root


def test_root_without_marker_elsewhere_is_the_folder(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other").resolve()
    assert find_root(other / "x.py") == other
    assert root != other


@pytest.mark.parametrize("where", ["home", "everything"])
def test_root_is_never_home_or_everything_unmarked(
    root: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setenv("HOME", str(root))
    (root / "a").mkdir()
    monkeypatch.chdir(root if where == "home" else root.anchor)
    assert find_root(root / "a" / "x.py") == root / "a"


def test_defaults(root: Path) -> None:
    assert load(root, lambda: ()) == Config(root=root)
    assert read(root, "[tool.other]\nkey = 1") == Config(root=root)
    assert read(root, "[tool.other]\nkey = 'hidden-state'") == Config(root=root)


def test_all_keys(root: Path) -> None:
    (root / "m.toml").touch()
    text = """
        [tool.hidden-state]
        select = ["HS1", "HS203"]
        ignore = ["HS101"]
        exclude = ["a"]
        extend-exclude = ["b"]
        confidence = "possible"
        models = ["m.toml"]
        cache-dir = "kept"
        jobs = 3
    """
    (root / "pyproject.toml").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("HIDDEN_STATE_CACHE_DIR")
        config = load(root, lambda: CODES)
    assert config == Config(
        root=root,
        select=("HS1", "HS203"),
        ignore=("HS101",),
        exclude=("a",),
        extend_exclude=("b",),
        confidence="possible",
        models=(root / "m.toml",),
        cache_dir=root / "kept",
        jobs=3,
    )


@pytest.mark.parametrize("prefix", ["", "[tool.hidden-state]\n"])
def test_own_file(root: Path, prefix: str) -> None:
    assert read(root, f"{prefix}jobs = 2", "hidden-state.toml").jobs == 2


def test_given_file(root: Path) -> None:
    (root / "other.toml").write_text("jobs = 2")
    (root / "pyproject.toml").write_text("[tool.hidden-state]\njobs = 1")
    assert load(root, lambda: (), root / "other.toml").jobs == 2


def test_options_go_before_the_file(root: Path) -> None:
    assert read(root, "[tool.hidden-state]\njobs = 2", jobs=5).jobs == 5


def test_variable_goes_before_the_file(root: Path) -> None:
    assert read(root, "[tool.hidden-state]\ncache-dir = 'a'").cache_dir is None


def test_exclude_replaces_the_defaults(root: Path) -> None:
    assert read(root, "").exclude == DEFAULT_EXCLUDE
    assert read(root, "[tool.hidden-state]\nexclude = []").exclude == ()


def test_families_need_no_codes(root: Path) -> None:
    (root / "pyproject.toml").write_text("[tool.hidden-state]\nselect = ['HS', 'HS2']")

    def fail() -> tuple[str, ...]:
        raise AssertionError

    assert load(root, fail).select == ("HS", "HS2")


def test_all_problems_at_once(root: Path) -> None:
    text = """
        [tool.hidden-state]
        selct = ["HS1"]
        ignore = ["HS1O1", "hs203", "HS101", ""]
        exclude = "a"
        extend-exclude = [1]
        confidence = "likly"
        models = ["none.toml"]
        settings = ["config/production.py"]
        cache-dir = 4
        jobs = -1
    """
    key = "pyproject.toml: tool.hidden-state."
    assert problems(root, text) == [
        f"{key}selct: unknown key; did you mean `select`?",
        f"{key}ignore: `` is empty",
        f"{key}ignore: unknown code `HS1O1`; did you mean `HS101`?",
        f"{key}ignore: unknown code `hs203`; did you mean `HS203`?",
        f"{key}exclude: must be a list of strings, not a string",
        f"{key}extend-exclude: must be a list of strings, not a list with something else",
        f"{key}confidence: must be one of certain, likely, possible, not 'likly'; "
        "did you mean `likely`?",
        f"{key}models: no such file: none.toml",
        f"{key}settings: `config/production.py` is no dotted name, "
        "such as `config.settings.production`",
        f"{key}cache-dir: must be a path, not 4",
        f"{key}jobs: must be a number from 0 (one process per CPU), not -1",
    ]


def test_problem_of_an_option(root: Path) -> None:
    with pytest.raises(ConfigurationError, match=re.escape("command line: --jobs: must be")):
        read(root, jobs=True)


def test_confidence_of_another_type(root: Path) -> None:
    (found,) = problems(root, "[tool.hidden-state]\nconfidence = 1")
    assert found.endswith("not 1")


def test_both_files_set(root: Path) -> None:
    (root / "hidden-state.toml").write_text("jobs = 1")
    (found,) = problems(root, "[tool.hidden-state]\njobs = 2")
    assert found == (
        "pyproject.toml: [tool.hidden-state] is set, and so is hidden-state.toml: "
        "keep one of the two"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.hidden-state", "cannot be read: "),
        ("tool.hidden-state = 1", "[tool.hidden-state] is no table"),
    ],
)
def test_broken_file(root: Path, text: str, message: str) -> None:
    (found,) = problems(root, text)
    assert found.startswith("pyproject.toml: ")
    assert message in found


def test_given_file_is_missing(root: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no\.toml: cannot be read: No such file"):
        load(root, lambda: (), root / "no.toml")


def test_file_on_another_drive(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> str:
        raise ValueError

    monkeypatch.setattr(os.path, "relpath", refuse)
    (found,) = problems(root, "[tool.hidden-state]\njob = 1")
    assert found.startswith((root / "pyproject.toml").as_posix())


def test_given_pyproject_without_our_table(root: Path) -> None:
    (root / "other").mkdir()
    (root / "other" / "pyproject.toml").write_text("[project]")
    (root / "pyproject.toml").write_text("[tool.hidden-state]\njobs = 1")
    assert load(root, lambda: (), root / "other" / "pyproject.toml").jobs == 0


def test_file_in_another_encoding(root: Path) -> None:
    (root / "hidden-state.toml").write_bytes(b"cache-dir = '\xe9'")
    with pytest.raises(ConfigurationError, match=r"hidden-state\.toml: cannot be read"):
        load(root, lambda: ())
