"""Places in files, as the client counts them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.uris import to_fs_path
from pygls.workspace import PositionCodec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pygls.workspace import Workspace


class Places:
    """The files of one project, whose lines are read when they are needed, and once."""

    def __init__(self, root: Path, workspace: Workspace) -> None:
        self.root = root
        self.workspace = workspace
        self.codec = PositionCodec(workspace.position_encoding)
        self._open = {path: uri for uri in workspace.text_documents if (path := path_of(uri))}
        self._lines: dict[str, Sequence[str]] = {}

    def uri(self, path: str) -> str:
        """Return how the protocol names the file at PATH, relative to the root."""
        file = Path(os.path.normpath(self.root / path))
        return self._open.get(file) or file.as_uri()

    def lines(self, path: str) -> Sequence[str]:
        """Return the lines of a file as the editor has them, or else the disk."""
        if path not in self._lines:
            try:
                self._lines[path] = self.workspace.get_text_document(self.uri(path)).lines
            except (OSError, ValueError):  # it has gone, or is no text
                self._lines[path] = ()
        return self._lines[path]

    def range(self, path: str, line: int, column: int, end: tuple[int, int]) -> types.Range:
        """Return the range from LINE and COLUMN to END, all from 1; to the line's end if empty."""
        lines = self.lines(path)
        if end <= (line, column):
            text = lines[line - 1].rstrip() if line <= len(lines) else ""
            if column == 1:
                column += len(text) - len(text.lstrip())
            end = (line, max(column, len(text) + 1))
        start = types.Position(line - 1, column - 1)
        stop = types.Position(end[0] - 1, end[1] - 1)
        return self.codec.range_to_client_units(lines, types.Range(start, stop))

    def location(self, path: str, line: int, column: int = 1) -> types.Location:
        """Return the location from LINE and COLUMN to the end of that line."""
        return types.Location(self.uri(path), self.range(path, line, column, (line, column)))


def path_of(uri: str) -> Path | None:
    """Return the path, without links, of a document that is a file."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(os.path.realpath(path)) if path else None
