"""A hook of MkDocs: pages beside `docs/` join the site, and nothing comes from elsewhere."""

from __future__ import annotations

import logging
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

from hidden_state.reporters.families import FAMILIES
from hidden_state.session.catalog import rules

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
BESIDE = {
    "README.md": "overview.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "benchmarks/README.md": "benchmarks/index.md",
    "benchmarks/accuracy.md": "benchmarks/accuracy.md",
}
"""Where the pages that lie outside `docs/` are in the site."""
LINK = re.compile(
    r"\[(?P<text>[^\[\]]*)\]\((?P<target>(?![a-z]+:|#)[^)#\s]+)(?P<anchor>#[^)\s]*)?\)"
)
LOADED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc=[\"']?(?:https?:)?//[^\"'\s>]+"
    r"|<link\b[^>]*\bhref=[\"']?(?:https?:)?//[^\"'\s>]+"
)
log = logging.getLogger("mkdocs.hooks.site_pages")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the page of each rule into the navigation, below its family."""
    for part in config.nav or ():
        if "Rules" in part:
            part["Rules"].extend(_rule_pages())
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that lie beside `docs/`."""
    for name, path in BESIDE.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let links go by the paths of the site; one to a file that is no page is only its text."""
    here = page.file.src_uri
    if here == BESIDE["README.md"]:
        page.meta.setdefault("search", {})["exclude"] = True

    def link(match: re.Match[str]) -> str:
        text, target, anchor = match["text"], match["target"], match["anchor"] or ""
        inside = _in_site(_in_repository(here, target))
        if inside is None:
            return text
        return f"[{text}]({posixpath.relpath(inside, posixpath.dirname(here) or '.')}{anchor})"

    return LINK.sub(link, markdown)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Warn of what a page would load from elsewhere: the build is strict, and fails."""
    for found in LOADED.findall(output):
        log.warning("%s loads something from elsewhere: %s", page.file.src_uri, found)
    return output


def _rule_pages() -> list[dict[str, list[dict[str, str]]]]:
    """Return the navigation of the rules."""
    listed = rules()
    return [
        {
            f"{family.digits} {family.title}": [
                {f"{rule.code} {rule.name}": f"rules/{rule.code}.md"}
                for rule in listed
                if rule.code.startswith(family.digits)
            ]
        }
        for family in FAMILIES
        if any(rule.code.startswith(family.digits) for rule in listed)
    ]


def _in_repository(here: str, target: str) -> str:
    """Return the path in the repository that TARGET means in the page HERE of the site."""
    beside = next((name for name, path in BESIDE.items() if path == here), None)
    folder = posixpath.dirname(beside or f"docs/{here}")
    return posixpath.normpath(posixpath.join(folder, target))


def _in_site(path: str) -> str | None:
    """Return where the file PATH of the repository is in the site, None if it is not there."""
    if path in BESIDE:
        return BESIDE[path]
    return path.removeprefix("docs/") if path.startswith("docs/") else None
