"""What is found in the project around an open document."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from hidden_state import session
from hidden_state.configuration import load
from hidden_state.discovery import key_of
from hidden_state.session.catalog import codes
from hidden_state.session.unreadable import UnreadableFile
from hidden_state.session.unsaved import encoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hidden_state.config import Config
    from hidden_state.finding import Finding


class View(NamedTuple):
    """The findings of a project that nothing accepts; paths are relative to its root.

    It is whole if every text that is not saved could be analysed.
    """

    config: Config
    findings: tuple[Finding, ...]
    is_whole: bool

    def places(self, path: str) -> Iterator[Finding]:
        """Yield what is to be shown at the file PATH: definitions, and writes from elsewhere."""
        for finding in self.findings:
            for place in (finding, *session.at_writes(finding)):
                if place.path == path:
                    yield place


def look(root: Path, texts: Mapping[Path, str]) -> View:
    """Return what is found in the project at ROOT with TEXTS, by path, instead of what is saved.

    Raises ConfigurationError.
    """
    # A server has threads: processes forked from it might never get their locks.
    config = load(root, codes, options={"jobs": 1})
    contents = {path: encoded(text) for path, text in texts.items()}
    overlay = {
        path: content
        for path, content in contents.items()
        if not session.is_left_out(config, path) and not _is_saved(path, content)
    }
    analysis = session.analyse(config, (), overlay)
    verdict, _ = session.settle(analysis.findings, analysis.remarks, config)
    unsaved = {key_of(os.fspath(root), os.fspath(path)) for path in overlay}
    broken = {item.path for item in analysis.findings if item.code == UnreadableFile.code}
    return View(config, verdict.standing, is_whole=unsaved.isdisjoint(broken))


def _is_saved(path: Path, content: bytes) -> bool:
    """Answer whether the file at PATH holds CONTENT."""
    try:
        return path.read_bytes() == content
    except OSError:
        return False
