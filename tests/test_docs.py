"""The written word: pages of the rules, changelog, README."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hidden_state.cli.options import build_parser
from hidden_state.configuration import READERS
from hidden_state.session.catalog import codes

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """The script that writes the pages of the rules."""
    specification = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_pages_of_the_rules_are_up_to_date(generate: ModuleType) -> None:
    assert generate.changes(generate.pages()) == []


def test_other_pages_are_up_to_date(generate: ModuleType) -> None:
    stale = [
        path.name
        for path, text in generate.others().items()
        if path.read_text(encoding="utf-8") != text
    ]
    assert stale == []


def test_commands_are_complete(generate: ModuleType) -> None:
    page = generate.others()[ROOT / "docs/commands.md"]
    for name, command in build_parser().commands().items():
        assert f"\n## {name}\n" in page
        for option in set(command.options()) - {"-h", "--help", "--help-all"}:
            assert f"| `{option}" in page


def test_a_page_has_headings_and_code(generate: ModuleType) -> None:
    page = generate.pages()["HS101.md"]
    assert page.startswith("# HS101: global-container\n")
    assert "\n## Bad\n\n```python\n" in page
    assert "\n## Good\n\n```python\n" in page
    assert page.count("```") % 2 == 0


def test_a_page_out_of_date_is_named_and_rewritten(
    generate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    monkeypatch.setattr(generate, "others", lambda: {tmp_path / "commands.txt": "of today"})
    (tmp_path / "HS101.md").write_text("old", encoding="utf-8")
    (tmp_path / "HS999.md").write_text("of no rule", encoding="utf-8")
    assert {"HS101.md", "HS999.md", "index.md"} <= set(generate.changes(generate.pages()))
    assert generate.main() == 1
    assert generate.main() == 0
    assert not (tmp_path / "HS999.md").exists()
    assert (tmp_path / "commands.txt").read_text(encoding="utf-8") == "of today"


@pytest.mark.parametrize("code", sorted(codes()))
def test_changelog_mentions_every_code(code: str) -> None:
    assert code in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_readme_lists_every_code() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| \[(HS\d+)\]", readme, re.MULTILINE)) == set(codes())


def test_every_key_of_the_configuration_is_documented() -> None:
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)) == set(READERS)
