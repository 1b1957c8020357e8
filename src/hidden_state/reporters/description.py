"""What a rule says of itself, taken apart for those who show it."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.checker import Checker
    from hidden_state.tool import ToolRule

EXAMPLES = ("Bad", "Good")
TITLE = re.compile(r"^(Bad|Good|Not reported|Options):$", re.MULTILINE)


class Description(msgspec.Struct, frozen=True):
    """A rule in words: `summary` is a sentence, `reason` follows it, `markdown` holds it all."""

    code: str
    name: str
    category: str
    summary: str
    reason: str
    text: str
    markdown: str


def describe(rule: type[Checker | ToolRule]) -> Description:
    """Return what the docstring of RULE says."""
    text = (inspect.getdoc(rule) or "").strip()
    prose, *_ = TITLE.split(text)
    summary, _, reason = prose.partition("\n")
    return Description(
        rule.code,
        rule.name,
        rule.category,
        summary.strip(),
        reason.strip(),
        text,
        "\n\n".join(_markdown(text)),
    )


def _markdown(text: str) -> Iterator[str]:
    """Yield a docstring's sections as Markdown: a heading each, examples as code."""
    prose, *sections = TITLE.split(text)
    yield prose.strip()
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        content = textwrap.dedent(body).strip()
        yield f"## {title}"
        yield f"```python\n{content}\n```" if title in EXAMPLES else content
