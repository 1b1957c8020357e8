"""The documentation as a reader uses it: follows links, counts clicks, copies what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import markdown
from hidden_state import session
from hidden_state.config import Config
from markdown import Link, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PATHS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")]
PAGES = {path: markdown.read(path) for path in PATHS}
CLICKS = 3
QUESTIONS = {
    "silence a finding with a reason": (DOCS / "accepting.md", "the-comment", "# stateful[HS"),
    "a model for a cache of our own": (DOCS / "writing-a-model.md", "a-cache", 'kind = "cache"'),
    "what HS402 wants": (DOCS / "rules/HS402.md", "what-replaces-it", "CACHES"),
}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    assert [link for link in PAGES[path].links if _is_broken(link)] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_anchors_are_unique(path: Path) -> None:
    anchors = PAGES[path].anchors
    if path.name != "CHANGELOG.md":
        assert len(set(anchors)) == len(anchors)


@pytest.mark.parametrize("start", [ROOT / "README.md", DOCS / "index.md"], ids=["readme", "site"])
def test_every_page_is_found(start: Path) -> None:
    assert [path for path in PATHS if path not in _clicks(PAGES, start)] == []


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("start", [ROOT / "README.md", DOCS / "index.md"], ids=["readme", "site"])
def test_an_answer_is_three_clicks_away(question: str, start: Path) -> None:
    """To the page, and down to the heading; the answer stands in the text below it."""
    path, anchor, said = QUESTIONS[question]
    assert _clicks(PAGES, start)[path] + 1 <= CLICKS
    assert anchor in PAGES[path].anchors
    assert said in path.read_text(encoding="utf-8")


def test_the_quickstart_shows_what_happens(tmp_path: Path) -> None:
    text = (DOCS / "quickstart.md").read_text(encoding="utf-8")
    (found,) = _findings(PAGES[DOCS / "quickstart.md"], [], tmp_path)
    assert found in text


def test_the_model_of_a_cache_works(tmp_path: Path) -> None:
    page = PAGES[DOCS / "writing-a-model.md"]
    assert _findings(page, [], tmp_path) == []
    (found,) = _findings(page, ["models/acme.toml"], tmp_path)
    assert found in (DOCS / "writing-a-model.md").read_text(encoding="utf-8")


def test_the_other_models_work(tmp_path: Path) -> None:
    page = PAGES[DOCS / "writing-a-model.md"]
    program = (
        "import requests\n"
        "from acme.caching import memo\n"
        "from acme.web import Service\n\n"
        "service = Service()\n\n\n"
        "@memo\n"
        "def rate(name):\n"
        '    return requests.get(f"http://bank/{name}").text\n\n\n'
        '@service.endpoint("/rate/<name>")\n'
        "def show(name):\n"
        "    return rate(name)\n"
    )
    page = page._replace(files=page.files | {"shop/app.py": program})
    (found,) = _findings(page, ["models/acme-memo.toml", "models/acme-web.toml"], tmp_path)
    assert "HS401 `rate`" in found
    assert "while serving `/rate/<name>`" in found


def _is_broken(link: Link) -> bool:
    """Whether there is no such file, or no such heading in it."""
    if not link.path.exists():
        return True
    return bool(link.anchor) and link.anchor not in PAGES[link.path].anchors


def _clicks(pages: Mapping[Path, Page], start: Path) -> dict[Path, int]:
    """How many links lead from START to each page, at the least."""
    clicks = {start: 0}
    queue = [start]
    for path in queue:
        for link in pages[path].links:
            if link.path in pages and link.path not in clicks:
                clicks[link.path] = clicks[path] + 1
                queue.append(link.path)
    return clicks


def _findings(page: Page, models: list[str], folder: Path) -> list[str]:
    """What is said of the program that PAGE shows, with MODELS of those that it shows."""
    for name, content in page.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    paths = tuple(folder / name for name in models)
    config = Config(root=folder, models=paths, cache=False, jobs=1)
    found = session.check(config, None).findings
    return [
        f"{item.path}:{item.line}:{item.column}: {item.code} {item.message}. {item.hint}"
        for item in found
    ]
