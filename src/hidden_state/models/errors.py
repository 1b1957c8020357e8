"""The error of a model file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class ModelError(Exception):
    """A model file that cannot be used: which file, which key, and what is accepted there."""

    def __init__(self, file: Path | str, key: str, message: str) -> None:
        """Keep the parts; the text names them all."""
        self.file = str(file)
        self.key = key
        self.message = message
        super().__init__(f"{file}: {key}: {message}" if key else f"{file}: {message}")
