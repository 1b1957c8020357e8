"""Who writes an artefact: the message names the program, where one is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hidden_state import session
from hidden_state.config import Config

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
import os
import pandas
from flask import Flask
app = Flask(__name__)
@app.post("/<name>")
def make(name):
"""


@pytest.mark.parametrize(
    ("line", "writer"),
    [
        ('os.system(f"ffmpeg -i in.mkv /srv/films/{name}.mp4")', "`ffmpeg`"),
        ('pandas.DataFrame().to_csv(f"/srv/tables/{name}.csv")', "a library"),
    ],
    ids=["program", "library"],
)
def test_the_message_names_who_writes(line: str, writer: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(f"{HEAD}    {line}\n", encoding="utf-8")
    found = session.check(Config(root=tmp_path, cache_dir=tmp_path / "cache", jobs=1), None)

    assert [finding.code for finding in found.findings] == ["HS305"]
    assert f"is written to the disk of this instance by {writer}, " in found.findings[0].message
