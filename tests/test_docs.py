"""The written word: pages of the rules, changelog, README."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import library_page
from hidden_state.configuration import READERS
from hidden_state.session.catalog import codes

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def test_page_of_the_libraries_is_up_to_date() -> None:
    """`nox -s docs` writes it."""
    assert library_page.page() == (ROOT / "docs/libraries.md").read_text(encoding="utf-8")


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
    (tmp_path / "HS101.md").write_text("old", encoding="utf-8")
    (tmp_path / "HS999.md").write_text("of no rule", encoding="utf-8")
    assert {"HS101.md", "HS999.md", "index.md"} <= set(generate.changes(generate.pages()))
    assert generate.main() == 1
    assert generate.main() == 0
    assert not (tmp_path / "HS999.md").exists()


@pytest.mark.parametrize("code", sorted(codes()))
def test_changelog_mentions_every_code(code: str) -> None:
    assert code in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_readme_lists_every_code() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| \[(HS\d+)\]", readme, re.MULTILINE)) == set(codes())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_key_of_the_configuration_is_documented() -> None:
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)) == set(READERS)
