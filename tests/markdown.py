"""Markdown pages as their reader sees them: headings, links, and blocks of code."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from markdown_it.token import Token

TITLE = re.compile(r'title="([^"]+)"')


class Link(NamedTuple):
    """A link to a file, or to a heading in it; the file is the page itself for `#heading`."""

    path: Path
    anchor: str


class Page(NamedTuple):
    """What a page holds: the anchors of its headings, its links, its code by the file's name."""

    anchors: list[str]
    links: list[Link]
    files: dict[str, str]


def read(path: Path) -> Page:
    """Return what the page at PATH holds; links out of the repository are left out."""
    tokens = MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))
    return Page(
        list(_anchors(tokens)),
        [link for token in tokens for link in _links(path, token)],
        {
            found[1]: token.content
            for token in tokens
            if token.type == "fence" and (found := TITLE.search(token.info))
        },
    )


def _anchors(tokens: list[Token]) -> Iterator[str]:
    """Yield the anchors that code hosts, and the site, give to the headings."""
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            text = "".join(item.content for item in inline.children or ())
            yield re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")


def _links(path: Path, token: Token) -> Iterator[Link]:
    for item in token.children or ():
        target = item.attrs.get("href") or item.attrs.get("src") or ""
        if target and not re.match(r"[a-z]+:", str(target)):
            name, _, anchor = str(target).partition("#")
            yield Link((path.parent / name).resolve() if name else path, anchor)
