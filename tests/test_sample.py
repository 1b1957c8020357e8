"""What is said about the sample application, word for word: `nox -s snapshots` rewrites it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "examples" / "shop"
SNAPSHOTS = ROOT / "tests" / "snapshots"
COMMANDS = {
    "sample.txt": ("hidden_state", "check", "shop"),
    "sample-chain.txt": ("hidden_state", "check", "--show-chain", "shop"),
    "sample.json": ("hidden_state", "check", "--format", "json", "shop"),
    "sample-flake8.txt": ("flake8", "--isolated", "--select", "HS", "shop"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_sample(name: str, tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "sample")
    environment = {**os.environ, "HIDDEN_STATE_CACHE_DIR": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-m", *COMMANDS[name]],
        cwd=tmp_path / "sample",
        env=environment,
        check=False,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
    )
    snapshot = SNAPSHOTS / name
    if os.environ.get("HIDDEN_STATE_SNAPSHOTS") == "write":
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(done.stdout, encoding="utf-8", newline="\n")
    assert done.returncode == 1
    assert done.stdout == snapshot.read_text(encoding="utf-8")
