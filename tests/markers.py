"""The markers in the fixtures: what must, may not, and cannot yet be reported on a line."""

from __future__ import annotations

import re
import tokenize
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Kind = Literal["expect", "ok", "missed", "wrong", "trace"]

_MARKER = re.compile(rf"(?P<kind>{'|'.join(get_args(Kind))}):\s*(?P<text>.+)")
_CODE = re.compile(r"HS\d{3}")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a fixture and the rule it is about."""

    path: str
    line: int
    code: str

    def __str__(self) -> str:
        """Read like a finding: path, line, code."""
        return f"{self.path}:{self.line}: {self.code}"


@dataclass(frozen=True, slots=True)
class Marker:
    """One code of one marker; `entry` is what a trace must name."""

    kind: Kind
    place: Place
    entry: str = ""


class MarkerError(ValueError):
    """A marker that says nothing we understand."""

    def __init__(self, path: Path, line: int, text: str) -> None:
        """Name the place, so that the typo is found at once."""
        super().__init__(f"{path}:{line}: not a marker: {text!r}")


def read(root: Path) -> list[Marker]:
    """Every marker of the files under `root`, with paths relative to it."""
    found: list[Marker] = []
    for path in sorted(root.rglob("*")):
        if path.suffix == ".py":
            found.extend(_of_file(root, path))
        elif path.is_file() and "__pycache__" not in path.parts:
            found.extend(_of_text(root, path))
    return found


def places(markers: list[Marker], kind: Kind) -> set[Place]:
    """The places that the markers of one kind name."""
    return {marker.place for marker in markers if marker.kind == kind}


def _of_file(root: Path, path: Path) -> Iterator[Marker]:
    """The markers of one file: a comment may hold several, each behind its own `#`."""
    relative = path.relative_to(root).as_posix()
    with path.open("rb") as stream:
        for token in tokenize.tokenize(stream.readline):
            if token.type != tokenize.COMMENT:
                continue
            for part in token.string.split("#")[1:]:
                if match := _MARKER.fullmatch(part.strip()):
                    yield from _of_comment(match, relative, token.start[0], path)


def _of_text(root: Path, path: Path) -> Iterator[Marker]:
    """The markers of a file that is no Python: one on a line of its own is about the next line."""
    relative = path.relative_to(root).as_posix()
    for number, line in enumerate(
        path.read_text(encoding="utf-8", errors="replace").split("\n"), 1
    ):
        before, *parts = line.split("#")
        for part in parts:
            if match := _MARKER.fullmatch(part.strip()):
                yield from _of_comment(match, relative, number + (not before.strip()), path)


def _of_comment(match: re.Match[str], relative: str, line: int, path: Path) -> Iterator[Marker]:
    text = match["text"]
    kind = next(kind for kind in get_args(Kind) if kind == match["kind"])
    if kind == "trace":
        code, _, entry = text.partition(" ")
        codes = [code]
    else:
        codes, entry = [code.strip() for code in text.split(",")], ""
    if not all(map(_CODE.fullmatch, codes)) or (kind == "trace" and not entry):
        raise MarkerError(path, line, text)
    for code in codes:
        yield Marker(kind, Place(relative, line, code), entry)
