"""Answers what a third-party name is, and remembers the answers by the package's version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hidden_state.oracle.environment import Packages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Answers = dict[str, str | None]
"""Kinds by `package version name`; None where the source says nothing."""


class Oracle:
    """Reads the source of installed packages when asked; it imports and runs none of it."""

    def __init__(self, folders: tuple[Path, ...], remembered: bytes = b"") -> None:
        """Take the folders in which packages lie, and the answers given in an earlier run.

        What cannot be decoded is forgotten.
        """
        self._packages = Packages(folders)
        self._answers: Answers = _decoded(remembered)
        self.has_learned = False

    def kind_of(self, name: str, known: Callable[[str], str | None]) -> str | None:
        """Return what NAME, a dotted name, is or makes: the kind of an ancestor that is KNOWN."""
        package = name.partition(".")[0]
        version = self._packages.version(package)
        if not version:
            return None
        key = f"{package} {version} {name}"
        if key not in self._answers:
            from hidden_state.oracle.reading import Reading  # slow to import, and seldom needed

            self._answers[key] = Reading(self._packages, known).kind(name)
            self.has_learned = True
        return self._answers[key]

    def remembered(self) -> bytes:
        """Return all answers, to be given to the next run."""
        return msgspec.msgpack.encode(self._answers)


def _decoded(data: bytes) -> Answers:
    try:
        return msgspec.msgpack.decode(data, type=Answers)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return {}
