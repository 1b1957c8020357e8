"""A part of the analysis that fails costs what it would find, and not what the others do."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Found = TypeVar("Found")


def attempt(
    part: str, look: Callable[[], Iterable[Found]], failures: list[str]
) -> tuple[Found, ...]:
    """Return what LOOK finds; where it fails, nothing, and add to FAILURES which PART it was."""
    try:
        return tuple(look())
    except Exception as error:  # noqa: BLE001 - whatever it is, the other parts can do their work
        failures.append(f"{part} failed ({described(error)}): what it would find is missing")
        return ()


def described(error: Exception) -> str:
    """Return an error in a line: what it is, and the place in the source that raised it."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return text
    return f"{text}, {Path(frames[-1].filename).name}:{frames[-1].lineno}"
