"""Write `docs/rules/`, a page for each rule from its docstring; fail if one was out of date."""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from hidden_state.session.catalog import rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TypeAlias

    from hidden_state.checker import Checker
    from hidden_state.tool import ToolRule

    Rule: TypeAlias = type[Checker | ToolRule]

FOLDER = Path(__file__).parent / "rules"
EXAMPLES = ("Bad", "Good")
_TITLE = re.compile(r"^(Bad|Good|Not reported|Options):$", re.MULTILINE)


def pages() -> Mapping[str, str]:
    """Return the text of every page by its file name."""
    listed = rules()
    written = {f"{rule.code}.md": _page(rule, inspect.getdoc(rule) or "") for rule in listed}
    rows = [
        f"| [{rule.code}]({rule.code}.md) | `{rule.name}` | {_summary(rule)} |" for rule in listed
    ]
    index = ["# Rules", "", "| code | name | what it reports |", "|---|---|---|", *rows]
    return written | {"index.md": "\n".join(index) + "\n"}


def changes(wanted: Mapping[str, str]) -> list[str]:
    """Return the names of the pages that are missing, out of date, or of no rule."""
    present = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    return sorted(
        name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name)
    )


def write(wanted: Mapping[str, str]) -> None:
    """Make the folder hold these pages and no other."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


def _summary(rule: Rule) -> str:
    return (inspect.getdoc(rule) or "").partition("\n")[0].rstrip(".").replace("|", r"\|")


def _page(rule: Rule, documentation: str) -> str:
    head = (f"# {rule.code}: {rule.name}", f"Category: `{rule.category}`")
    return "\n\n".join((*head, *_markdown(documentation))) + "\n"


def _markdown(documentation: str) -> Iterator[str]:
    """Yield a docstring's sections as Markdown: a heading each, examples as code."""
    reason, *sections = _TITLE.split(documentation)
    yield reason.strip()
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        text = textwrap.dedent(body).strip()
        yield f"## {title}"
        yield f"```python\n{text}\n```" if title in EXAMPLES else text


def main() -> int:
    """Bring the pages up to date; the status is 1 when there was something to do."""
    wanted = pages()
    changed = changes(wanted)
    write(wanted)
    for name in changed:
        print(f"docs/rules/{name} was not up to date: written")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
