from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hidden_state import session
from hidden_state.config import Config
from hidden_state.session.dependencies import dependencies
from hidden_state.session.packaging import dependency_files

if TYPE_CHECKING:
    from pathlib import Path

VIEWS = """
from flask import Flask

app = Flask(__name__)
SEEN = {}

@app.post("/see/<name>")
def see(name):
    SEEN[name] = True
    return "ok"
"""


@pytest.mark.parametrize(
    ("path", "content", "names"),
    [
        ("requirements.txt", "Redis[hiredis]>=5 ; python_version > '3'\n", {"redis"}),
        ("requirements.txt", "# a comment\n-r base.txt\n--hash=x\n\n", set()),
        ("requirements/prod.in", "Flask_Redis\nboto3==1\n", {"flask-redis", "boto3"}),
        ("pyproject.toml", '[project]\ndependencies = ["Redis>=5", 3]\n', {"redis"}),
        ("pyproject.toml", '[project.optional-dependencies]\na = ["boto3"]\n', {"boto3"}),
        (
            "pyproject.toml",
            '[dependency-groups]\nweb = ["celery", {include-group = "a"}]\n',
            {"celery"},
        ),
        ("pyproject.toml", '[tool.poetry.dependencies]\nredis = "^5"\n', {"redis"}),
        ("pyproject.toml", '[tool.poetry.group.w.dependencies]\nrq = {version = "1"}\n', {"rq"}),
        ("Pipfile", '[packages]\nredis = "*"\n', {"redis"}),
        ("pyproject.toml", "[project", set()),
        ("pyproject.toml", 'project = "?"\ntool = 3\n', set()),
        ("requirements.txt", "\udcff", set()),
    ],
)
def test_names(path: str, content: str, names: set[str]) -> None:
    assert dependencies([(path, content.encode("utf-8", "surrogateescape"))]) == names


def test_files(tmp_path: Path) -> None:
    names = ("pyproject.toml", "requirements-dev.txt", "requirements/web.txt", "notes.txt", "a.in")
    (tmp_path / "requirements").mkdir()
    for name in names:
        (tmp_path / name).write_text("")

    found = {path.removeprefix(f"{tmp_path}/") for path in dependency_files(str(tmp_path))}

    assert found == {"pyproject.toml", "requirements-dev.txt", "requirements/web.txt"}


def hint(root: Path) -> str:
    (finding,) = session.check(Config(root=root, cache_dir=root / "cache", jobs=1), None).findings
    return finding.hint


def test_the_hint_follows_what_the_project_has(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text(VIEWS)
    assert "Redis; per-request data" in hint(tmp_path)
    assert "(" not in hint(tmp_path)

    (tmp_path / "requirements.txt").write_text("redis==5\n")
    assert hint(tmp_path).endswith("(redis is among the dependencies already)")

    client = "import redis as r\n\nstore = r.from_url('redis://cache')\n"
    (tmp_path / "extensions.py").write_text(client)
    assert hint(tmp_path).endswith("(reuse `store` from extensions.py)")


def test_an_object_of_tests_is_not_reused(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text(VIEWS)
    (tmp_path / "extensions.py").write_text(
        "import redis\n\ndef one():\n    local = redis.Redis()\n    return local.ping()\n"
        "def client():\n    return redis.Redis()\n"
    )
    assert hint(tmp_path).endswith("(reuse `client()` from extensions.py)")


FILES = """\
import boto3
from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/files")
def keep(file: UploadFile):
    with open(f"uploads/{file.filename}", "wb") as kept:
        kept.write(file.file.read())
"""


@pytest.mark.parametrize(
    ("made", "is_reused"),
    [
        ("boto3.client('s3')", True),
        ("boto3.resource(service_name='s3')", True),
        ("boto3.session.Session().client('s3')", True),
        ("boto3.client('rds')", False),
        ("boto3.client(NAME)", False),
    ],
)
def test_only_object_storage_takes_files(tmp_path: Path, made: str, is_reused: bool) -> None:
    (tmp_path / "views.py").write_text(f"{FILES}\n\nclient = {made}\n")
    assert hint(tmp_path).endswith("(reuse `client` from views.py)") == is_reused


REDIS_LOG = """\
import logging
import os

import redis
from flask import Flask

app = Flask(__name__)
client = redis.Redis()
app.secret_key = os.urandom(16)
logging.basicConfig(filename="app.log")


@app.post("/<name>")
def seen(name):
    with open(f"cache/{name}", "w") as kept:
        kept.write(name)
    return open(f"cache/{name}").read()
"""


def test_only_what_fits_is_reused(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text(REDIS_LOG)
    (tmp_path / "stores.py").write_text("import boto3\n\ns3 = boto3.client('s3')\n")
    config = Config(root=tmp_path, cache_dir=tmp_path / "cache", jobs=1)
    hints = {item.code: item.hint for item in session.check(config, None).findings}
    assert {code: "reuse" in text for code, text in hints.items()} == {
        "HS801": False,
        "HS304": False,
        "HS301": True,
    }
    assert hints["HS301"].endswith("(reuse `client` from views.py)")
