"""The hook, as pre-commit runs it on a repository; for that it builds and installs this one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parent.parent
PARTS = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "src", "checkers")
MISSING = [
    name
    for name, is_there in (("git", shutil.which("git")), ("pre-commit", find_spec("pre_commit")))
    if not is_there
]

pytestmark = pytest.mark.skipif(
    bool(MISSING) and not os.environ.get("CI"), reason=f"there is no {' and no '.join(MISSING)}"
)

VIEWS = """\
from flask import Flask

import store

app = Flask(__name__)


@app.get("/visits")
def visits():
    return str(len(store.VISITS))
"""
WRITER = f"""\
{VIEWS}

@app.post("/visit/<name>")
def visit(name):
    store.VISITS.append(name)
    return "ok"
"""
FILES = {
    "store.py": "VISITS = []\n",
    "views.py": VIEWS,
    "other.py": "import os\n",
    "tests/test_views.py": "",
}


class Repository:
    """A git repository."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self.root = root
        self.environment = environment
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet")

    def run(self, *command: str | Path, expected: int = 0) -> str:
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.environment,
            text=True,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.returncode == expected, done.stdout
        return done.stdout

    def git(self, *arguments: str, expected: int = 0) -> str:
        return self.run("git", *arguments, expected=expected)

    def pre_commit(self, *arguments: str | Path, expected: int = 0) -> str:
        return self.run(sys.executable, "-m", "pre_commit", *arguments, expected=expected)

    def add(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            (self.root / name).parent.mkdir(exist_ok=True)
            (self.root / name).write_text(text, encoding="utf-8")
        self.git("add", "--all")

    def commit(self, files: Mapping[str, str], expected: int = 0) -> str:
        self.add(files)
        return self.git("commit", "--message", "change", expected=expected)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The environment of somebody whose git and pre-commit have no settings and no past."""
    home = tmp_path_factory.mktemp("home")
    names = {"GIT_AUTHOR_NAME": "A", "GIT_COMMITTER_NAME": "A"}
    mails = {"GIT_AUTHOR_EMAIL": "a@localhost", "GIT_COMMITTER_EMAIL": "a@localhost"}
    own = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "HIDDEN_STATE_CACHE_DIR": str(home / "cache"),
        "PRE_COMMIT_COLOR": "never",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, **names, **mails, **own}


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory, environment: Mapping[str, str]) -> Repository:
    """This repository as one that can be cloned, whatever it is here."""
    repository = Repository(tmp_path_factory.mktemp("tool") / "tool", environment)
    for part in PARTS:
        if (ROOT / part).is_dir():
            left_out = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, repository.root / part, ignore=left_out)
        else:
            shutil.copy(ROOT / part, repository.root / part)
    repository.commit({})
    return repository


@pytest.fixture
def shop(tmp_path: Path, environment: Mapping[str, str]) -> Repository:
    repository = Repository(tmp_path.resolve() / "shop", environment)
    repository.commit(FILES)
    return repository


def test_try_repo(shop: Repository, tool: Repository) -> None:
    shop.add({"views.py": WRITER})
    said = shop.pre_commit("try-repo", tool.root, "hidden-state", expected=1)
    assert "views.py:15:5: HS101 `VISITS` is written while serving `POST /visit/<name>`" in said
    assert "This is a write; the definition is at store.py:1." in said
    assert "1 finding in 1 file" in said


def test_what_a_commit_changes_decides(shop: Repository, tool: Repository) -> None:
    revision = tool.git("rev-parse", "HEAD").strip()
    hooks = f"repos: [{{repo: '{tool.root}', rev: '{revision}', hooks: [{{id: hidden-state}}]}}]\n"
    shop.commit({".pre-commit-config.yaml": hooks})
    shop.pre_commit("install", "--install-hooks")
    said = shop.commit({"views.py": WRITER}, expected=1)
    assert "views.py:15:5: HS101 `VISITS`" in said
    shop.git("commit", "--quiet", "--no-verify", "--message", "in spite of it")
    shop.commit({"other.py": "import sys\n"})
    shop.commit({"tests/test_views.py": WRITER})
    assert "store.py:2:1: HS101" in shop.commit({"store.py": "\nVISITS = []\n"}, expected=1)
    shop.commit({"store.py": "VISITS = []  # stateful[HS101]: one worker\n"})
    shop.commit({"views.py": f"{WRITER}\n"})
