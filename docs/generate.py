"""Write `docs/rules/` from the docstrings and `docs/libraries.md`; fail if one was out of date."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import library_page
from hidden_state.reporters.description import Description, describe
from hidden_state.session.catalog import rules

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "rules"
LIBRARIES = Path(__file__).parent / "libraries.md"


def pages() -> Mapping[str, str]:
    """Return the text of every page by its file name."""
    listed = [describe(rule) for rule in rules()]
    written = {f"{rule.code}.md": _page(rule) for rule in listed}
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


def _summary(rule: Description) -> str:
    return rule.summary.rstrip(".").replace("|", r"\|")


def _page(rule: Description) -> str:
    head = (f"# {rule.code}: {rule.name}", f"Category: `{rule.category}`")
    return "\n\n".join((*head, rule.markdown)) + "\n"


def main() -> int:
    """Bring the pages up to date; the status is 1 when there was something to do."""
    wanted = pages()
    changed = changes(wanted)
    write(wanted)
    for name in changed:
        print(f"docs/rules/{name} was not up to date: written")
    changed_libraries = write_libraries()
    return 1 if changed or changed_libraries else 0


def write_libraries() -> bool:
    """Bring the page of the libraries up to date, and say whether there was something to do."""
    wanted = library_page.page()
    present = LIBRARIES.read_text(encoding="utf-8") if LIBRARIES.exists() else ""
    if wanted != present:
        LIBRARIES.write_text(wanted, encoding="utf-8", newline="\n")
        print("docs/libraries.md was not up to date: written")
    return wanted != present


if __name__ == "__main__":
    sys.exit(main())
