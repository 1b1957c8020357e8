from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hidden_state import discovery
from hidden_state.config import DEFAULT_EXCLUDE
from hidden_state.discovery import discover, is_excluded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import WriteProject

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")


def found(root: Path, *named: Path, exclude: Sequence[str] = DEFAULT_EXCLUDE) -> list[str]:
    return list(discover(str(root), exclude, map(str, named)).sources)


def test_python_files_in_order(write_project: WriteProject) -> None:
    root = write_project({"b.py": "", "a/c.py": "", "a/d.pyi": "", "a/e.txt": "", "a/b/f.py": ""})
    assert found(root) == ["a/b/f.py", "a/c.py", "b.py"]


def test_default_excludes(write_project: WriteProject) -> None:
    names = [
        "tests/a.py",
        "test/a.py",
        "x/test_a.py",
        "x/a_test.py",
        "x/conftest.py",
        "x/tests.py",
        "x/migrations/a.py",
        "x/alembic/versions/a.py",
        "alembic/versions/a.py",
        "docs/conf.py",
        "node_modules/a.py",
        "build/a.py",
        "a.egg/a.py",
        ".git/a.py",
        "env/site-packages/a.py",
    ]
    kept = ["alembic/env.py", "docs/a.py", "testing/a.py", "versions/a.py", "x/contest.py"]
    root = write_project(dict.fromkeys([*names, *kept], ""))
    assert found(root) == kept
    assert len(found(root, exclude=())) == len(names) + len(kept)


@pytest.mark.parametrize("mark", ["pyvenv.cfg", "conda-meta/history"])
def test_environments_are_left_out(write_project: WriteProject, mark: str) -> None:
    root = write_project({"env/" + mark: "", "env/lib/a.py": "", "b.py": ""})
    assert found(root) == ["b.py"]
    assert found(root, root / "env" / "lib") == ["b.py", "env/lib/a.py"]


def test_libraries_that_pip_put_into_a_folder_are_left_out(write_project: WriteProject) -> None:
    installed = {
        "libs/flask/a.py": "",
        "libs/six.py": "",
        "libs/six-1.17.dist-info/INSTALLER": "pip",
    }
    root = write_project({**installed, "src/shop-1.0.dist-info/METADATA": "", "src/shop.py": ""})
    assert found(root) == ["src/shop.py"]
    assert found(root, root / "libs") == ["libs/flask/a.py", "libs/six.py", "src/shop.py"]
    assert found(root / "libs") == ["flask/a.py", "six.py"]


@pytest.mark.parametrize(
    ("pattern", "kept"),
    [
        ("a", ["b/c.py", "d.py"]),
        ("a/", ["b/c.py", "d.py"]),
        ("./a", ["b/c.py", "d.py"]),
        ("*.py", []),
        ("a/b", ["a/c.py", "b/c.py", "d.py"]),
        ("a/*.py", ["b/c.py", "d.py"]),
        ("?/c.py", ["d.py"]),
        ("[ab]", ["d.py"]),
        ("c.py", ["d.py"]),
        ("A", ["a/b/c.py", "a/c.py", "b/c.py", "d.py"]),
    ],
)
def test_patterns(write_project: WriteProject, pattern: str, kept: list[str]) -> None:
    root = write_project(dict.fromkeys(["a/b/c.py", "a/c.py", "b/c.py", "d.py"], ""))
    assert found(root, exclude=[pattern]) == kept


def test_what_is_named_belongs_to_the_project(write_project: WriteProject) -> None:
    root = write_project({"a.py": "", "tests/b.py": "", "tests/c.py": "", "tests/x/d.py": ""})
    assert found(root, root / "tests" / "b.py") == ["a.py", "tests/b.py"]
    assert found(root, root / "tests" / "x") == ["a.py", "tests/x/d.py"]
    assert found(root, root / "a.py") == ["a.py"]
    assert found(root, root) == ["a.py"]


def test_named_file_that_has_gone(write_project: WriteProject) -> None:
    root = write_project({})
    assert list(discover(str(root), (), [str(root / "a.py")]).faults) == ["a.py"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems forbid such names")
def test_names_of_any_kind(write_project: WriteProject) -> None:
    names = ["na\nme.py", "sp ace.py", "é/ü.py"]
    root = write_project(dict.fromkeys(names, ""))
    (root / os.fsdecode(b"caf\xe9.py")).write_text("")
    tree = discover(str(root), ())
    assert list(tree.sources) == ["caf\\xe9.py", *names]
    assert all(Path(source.path).exists() for source in tree.sources.values())


@needs_links
def test_links_are_followed_once_and_within(write_project: WriteProject, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "o.py").touch()
    root = write_project({"a/b.py": "", "build/c.py": "", "build/s.txt": "", "z.py": ""})
    links: dict[str, str | Path] = {
        "a/loop": "..",
        "self": "self",
        "self.py": "self.py",
        "gone.py": "nowhere",
        "out": outside,
        "out.py": outside / "o.py",
        "again.py": "z.py",
        "linked": "build",
        "linked_too": "build",
        "script.py": "build/s.txt",
        "test_link.py": "build/s.txt",
        "text": "build/s.txt",
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    assert found(root) == ["a/b.py", "linked/c.py", "script.py", "z.py"]


@needs_links
def test_link_that_may_not_be_resolved(
    write_project: WriteProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_project({"a.py": ""})
    (root / "link").symlink_to("a.py")

    def refuse(path: str) -> str:
        raise PermissionError(path)

    monkeypatch.setattr(os.path, "realpath", refuse)
    assert found(root) == ["a.py"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_special_files_are_left_alone(write_project: WriteProject) -> None:
    root = write_project({"folder.py/a.py": ""})
    os.mkfifo(root / "pipe.py")
    assert found(root) == ["folder.py/a.py"]


def test_folder_that_cannot_be_listed(
    write_project: WriteProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_project({"a/b.py": "", "c.py": ""})
    scan = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("a"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    tree = discover(str(root), ())
    assert list(tree.sources) == ["c.py"]
    assert tree.faults == {"a": "Permission denied"}


def test_file_that_goes_during_the_walk(
    write_project: WriteProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_project({"a.py": "", "b.py": ""})
    stamp = discovery.stamp

    def fail_once(status: os.stat_result) -> discovery.Stamp:
        monkeypatch.setattr(discovery, "stamp", stamp)
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(discovery, "stamp", fail_once)
    tree = discover(str(root), ())
    assert sorted([*tree.sources, *tree.faults]) == ["a.py", "b.py"]
    assert list(tree.faults.values()) == ["No such file or directory"]


def test_root_that_has_gone(tmp_path: Path) -> None:
    assert list(discover(str(tmp_path / "gone"), ()).faults) == ["."]


def test_stamp_tells_a_change(write_project: WriteProject) -> None:
    root = write_project({"a.py": "1"})
    before = discover(str(root), ()).sources["a.py"]
    assert discover(str(root), ()).sources["a.py"] == before
    (root / "a.py").write_text("2")
    os.utime(root / "a.py", ns=(before.stamp[1], before.stamp[1] + 1))
    assert discover(str(root), ()).sources["a.py"] != before


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("shop/tests/app.py", True),
        ("tests.py", True),
        ("shop/test_app.py", True),
        ("alembic/versions/1.py", True),
        ("shop/app.py", False),
        ("contests/app.py", False),
        ("versions/alembic.py", False),
    ],
)
def test_a_key_tells_whether_a_file_is_excluded(key: str, expected: bool) -> None:
    assert is_excluded(key, DEFAULT_EXCLUDE) is expected
