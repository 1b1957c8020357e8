"""The page of the libraries that the models know, with the releases they were checked against."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from hidden_state.models.reader import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PINNED = Path(__file__).parent.parent / "tests" / "libraries" / "packages.toml"


def page() -> str:
    """Return the text of `docs/libraries.md`."""
    pinned = msgspec.toml.decode(PINNED.read_bytes())
    releases = dict(map(_release, (*pinned["current"], *pinned["wheels"])))
    files = [msgspec.toml.decode(path.read_bytes()) for path in shipped()]
    rows = [row for content in files for row in _rows(content)]
    names = sum(len(row.get("names", ())) for row in rows)
    parts = (
        "# Libraries",
        f"{len(files)} model files with more than {_hundreds(len(rows))} rows say what more than "
        f"{_hundreds(names)} public names are or do. "
        f"`nox -s models` looks each name up in {len(releases)} libraries, as they are released "
        f"today, and in {len(pinned['older'])} older releases for names that are gone. Nothing of "
        "them is imported: the names are read in their source.",
        "\n".join(
            ("| model | rows | checked against |", "|---|---|---|", *_table(files, releases))
        ),
        "## Older releases",
        ", ".join(f"`{item}`" for item in pinned["older"]),
        "## Not read",
        "\n".join(f"- `{name}`: {reason}" for name, reason in sorted(pinned["unread"].items())),
    )
    return "\n\n".join(parts) + "\n"


def _hundreds(number: int) -> int:
    """Return NUMBER in round figures, so that not every new row changes the page's first line."""
    return number // 100 * 100


def _table(files: list[dict[str, Any]], releases: Mapping[str, str]) -> Iterator[str]:
    for content in sorted(files, key=lambda item: item["library"].lower()):
        link = content.get("documentation")
        library = f"[{content['library']}]({link})" if link else content["library"]
        listed = content.get("distributions", ())
        known = [f"{item} {releases.get(_normal(item), '')}".strip() for item in listed]
        yield f"| {library} | {len(list(_rows(content)))} | {', '.join(known) or 'Python'} |"


def _rows(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for value in content.values():
        if isinstance(value, list) and all(isinstance(row, dict) for row in value):
            yield from value


def _release(requirement: str) -> tuple[str, str]:
    name, _, version = requirement.partition("==")
    return _normal(name), version


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
