"""What a rule says of itself, taken apart for those who show it."""

from __future__ import annotations

import inspect
import re
import textwrap
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hidden_state.checker import Checker
    from hidden_state.tool import ToolRule

FRAMEWORKS = ("Flask", "Django", "FastAPI")
EXAMPLES = ("Bad", "Good", *FRAMEWORKS)
TITLE = re.compile(r"^(Bad|Good|Flask|Django|FastAPI|Not reported|Limits|Options):$", re.MULTILINE)
REPLACEMENT = "What replaces it"
NO_HINTS: Mapping[str, str] = MappingProxyType({})


class Section(NamedTuple):
    """A heading of LEVEL 2 or 3 and what stands below it: prose, then code, either may be ''."""

    level: int
    title: str
    prose: str
    code: str


class Description(msgspec.Struct, frozen=True):
    """A rule in words: `summary` is a sentence, `reason` follows it; `text` holds it all."""

    code: str
    name: str
    category: str
    summary: str
    reason: str
    sections: tuple[Section, ...]
    text: str

    @property
    def markdown(self) -> str:
        """Everything but the code and the name, as Markdown."""
        return "\n\n".join(_markdown(self))


def describe(rule: type[Checker | ToolRule], hints: Mapping[str, str] = NO_HINTS) -> Description:
    """Return what the docstring of RULE says; HINTS are a sentence for each framework."""
    text = (inspect.getdoc(rule) or "").strip()
    prose, *parts = TITLE.split(text)
    bodies = {
        title: textwrap.dedent(body).strip()
        for title, body in zip(parts[::2], parts[1::2], strict=True)
    }
    summary, _, reason = prose.partition("\n")
    instead = getattr(rule, "instead", "")
    return Description(
        rule.code,
        rule.name,
        rule.category,
        summary.strip(),
        reason.strip(),
        tuple(_sections(bodies, hints, instead)),
        text,
    )


def _sections(
    bodies: Mapping[str, str], hints: Mapping[str, str], instead: str
) -> Iterator[Section]:
    """Yield the sections of a rule: its examples, what replaces the state, what is left alone."""
    for title in ("Bad", "Good"):
        if title in bodies:
            yield Section(2, title, "", bodies[title])
    if instead:
        yield Section(2, REPLACEMENT, f"{instead}.", "")
        for framework in FRAMEWORKS:
            code = bodies.get(framework, "")
            said = _sentence(hints.get(framework, ""))
            if not code:
                said = f"{said} Or as in the good example." if said else "As in the good example."
            yield Section(3, framework, said, code)
    for title, body in bodies.items():
        if title not in EXAMPLES:
            yield Section(2, title, body, "")


def _sentence(hint: str) -> str:
    return f"{hint[:1].upper()}{hint[1:]}." if hint else ""


def _markdown(rule: Description) -> Iterator[str]:
    """Yield the paragraphs of a page: headings, prose, and examples as code."""
    yield rule.summary
    yield rule.reason
    for section in rule.sections:
        yield f"{'#' * section.level} {section.title}"
        if section.prose:
            yield section.prose
        if section.code:
            yield f"```python\n{section.code}\n```"
