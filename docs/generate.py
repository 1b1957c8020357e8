"""Write the pages that are made from the code; fail if one was out of date."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import library_page
import reference_pages
from hidden_state.models.reader import load
from hidden_state.reporters.families import FAMILIES, family_of
from hidden_state.session.catalog import rules
from hidden_state.session.describing import described

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hidden_state.reporters.description import Description

DOCS = Path(__file__).parent
FOLDER = DOCS / "rules"
INTRODUCTION = (
    "The hundreds are the family: `--select HS2` is all about sessions. Each page has a bad and a "
    "good example, what replaces the state in Flask, Django and FastAPI, what is not reported, and "
    "the limits; `hidden-state explain HS203` shows the same in a terminal. To keep a state on "
    "purpose, [accept](../accepting.md) it."
)


def pages() -> Mapping[str, str]:
    """Return the text of every page by its file name."""
    models = load()
    listed = [described(rule, models) for rule in rules()]
    written = {f"{rule.code}.md": _page(rule) for rule in listed}
    return written | {"index.md": "\n\n".join(_index(listed)) + "\n"}


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


def _index(listed: Sequence[Description]) -> Iterator[str]:
    """Yield the parts of the page that lists the rules: a table for each family."""
    yield "# Rules"
    yield INTRODUCTION
    for family in FAMILIES:
        rows = [_row(rule) for rule in listed if rule.category == family.category]
        if rows:
            yield f"## {family.digits}: {family.title}"
            yield "\n".join(("| code | name | what it reports |", "|---|---|---|", *rows))


def _row(rule: Description) -> str:
    summary = rule.summary.rstrip(".").replace("|", r"\|")
    return f"| [{rule.code}]({rule.code}.md) | `{rule.name}` | {summary} |"


def _page(rule: Description) -> str:
    family = family_of(rule.code)
    title = family.title if family else rule.category
    return f"# {rule.code}: {rule.name}\n\n{title} (`{rule.category}`)\n\n{rule.markdown}\n"


def main() -> int:
    """Bring the pages up to date; the status is 1 when there was something to do."""
    wanted = pages()
    changed = [f"rules/{name}" for name in changes(wanted)]
    write(wanted)
    for path, text in others().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path.name)
    for name in changed:
        print(f"docs/{name} was not up to date: written")
    return 1 if changed else 0


def others() -> Mapping[Path, str]:
    """Return the text of the other pages that are made from the code, by their paths."""
    configuration = DOCS / "configuration.md"
    return {
        DOCS / "libraries.md": library_page.page(),
        DOCS / "commands.md": reference_pages.commands(),
        configuration: reference_pages.with_keys(configuration.read_text(encoding="utf-8")),
    }


if __name__ == "__main__":
    sys.exit(main())
