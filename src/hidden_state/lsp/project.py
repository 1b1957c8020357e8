"""What is found in the project around an open document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state import session
from hidden_state.configuration import load
from hidden_state.session.catalog import codes
from hidden_state.session.unsaved import encoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hidden_state.config import Config
    from hidden_state.finding import Finding


class View(NamedTuple):
    """The findings of a project that nothing accepts; paths are relative to its root."""

    config: Config
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...] = ()

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
    return View(config, verdict.standing, analysis.warnings)


def _is_saved(path: Path, content: bytes) -> bool:
    """Answer whether the file at PATH holds CONTENT."""
    try:
        return path.read_bytes() == content
    except OSError:
        return False
