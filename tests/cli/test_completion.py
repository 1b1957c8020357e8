from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hidden_state.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_script(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for word in ("accept", "baseline", "show-source"):
        assert word in script


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["hidden-state", "acc"], {"accept", "accepted"}),
        (["hidden-state", "check", "--show-s"], {"--show-source"}),
        (["hidden-state", "check", "--color", "al"], {"always"}),
        (["hidden-state", "accept", "sho"], {"shop.py"}),
    ],
)
def test_bash_completes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], expected: set[str]
) -> None:
    (tmp_path / "shop.py").touch()
    assert main(["completion", "bash"]) == 0
    (tmp_path / "script.sh").write_text(capsys.readouterr().out)
    listed = " ".join(f"'{word}'" for word in words)
    ask = (
        f"source script.sh; COMP_WORDS=({listed}); COMP_CWORD={len(words) - 1}; "
        '_shtab_hidden_state; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", ask],  # noqa: S607 - found on the path
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(done.stdout.split()) == expected


def test_without_shtab(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "bash"]) == 2
    assert "pip install 'flake8-hidden-state[completion]'" in capsys.readouterr().err


def test_unknown_shell(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "fish"]) == 2
    assert "invalid choice: 'fish'" in capsys.readouterr().err
