"""The flake8 plugin: what is found in the whole project, at the file that flake8 is at."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeAlias, get_args

from flake8.exceptions import ExecutionError

import hidden_state
from hidden_state.config import ConfigurationError
from hidden_state.configuration import find_root, load
from hidden_state.discovery import key_of
from hidden_state.finding import Confidence

if TYPE_CHECKING:
    import argparse
    import ast

    from flake8.options.manager import OptionManager

    from hidden_state.config import Config
    from hidden_state.finding import Finding

LOG = logging.getLogger("flake8.hidden_state")
STDIN = "-"
UNREADABLE = "HS001"

Report: TypeAlias = tuple[int, int, str]
"""Line, column from 0, code and text."""

Reports: TypeAlias = Mapping[str, Sequence[Report]]
"""What is to be reported by path."""


class Run:
    """One run of flake8: what it was asked for, and what was found in the projects so far."""

    def __init__(
        self,
        confidence: Confidence | None = None,
        root: Path | None = None,
        unsaved: str | None = None,
    ) -> None:
        self.confidence = confidence
        self.root = root
        self.unsaved = unsaved
        self.roots: dict[str, Path] = {}
        self.reports: dict[Path, Reports] = {}

    def root_of(self, path: Path) -> Path:
        """Return the root of the project that PATH is in."""
        if self.root is not None and path.is_relative_to(self.root):
            return self.root
        folder = os.fspath(path if path.is_dir() else path.parent)
        if folder not in self.roots:
            self.roots[folder] = find_root(Path(folder))
        return self.roots[folder]

    def project(self, root: Path) -> Reports:
        """Return what is found in the project at ROOT."""
        if root not in self.reports:
            self.reports[root] = self.analyse(root, {})
        return self.reports[root]

    def analyse(self, root: Path, overlay: Mapping[Path, bytes]) -> Reports:
        """Return what is found in the project at ROOT with OVERLAY in the place of files."""
        from hidden_state import session

        try:
            config = self._config(root)
            # What is excluded is so while it is edited, too.
            unsaved = {
                path: text
                for path, text in overlay.items()
                if not session.is_left_out(config, path)
            }
            analysis = session.analyse(config, (), unsaved)
            # flake8 heeds its own comments itself, and can be told not to.
            verdict, _ = session.settle(
                analysis.findings, analysis.remarks, config, heeds_noqa=False
            )
        except ConfigurationError as error:
            raise ExecutionError(str(error)) from error
        for warning in analysis.warnings:
            LOG.warning(warning)
        for failure in analysis.failures:
            # flake8 shows its log only when asked to; what is missing has to be seen.
            sys.stderr.write(f"{HiddenStatePlugin.name}: {failure}\n")
        # flake8 says itself, as E902 or E999, that a file cannot be read.
        return _reports((item for item in verdict.standing if item.code != UNREADABLE), root)

    def _config(self, root: Path) -> Config:
        options = {"confidence": self.confidence} if self.confidence else {}
        return load(root, _codes, options=options)


class HiddenStatePlugin:
    """Reports hidden state in the file that flake8 is at."""

    name = "flake8-hidden-state"
    version = hidden_state.__version__

    # flake8 makes an object for each file and hands it nothing of ours: the class is all that
    # `parse_options` and those objects share, and all that a forked process inherits.  A process
    # that is spawned parses the options again, and finds the analysis in the cache.
    run_record: ClassVar[Run | None] = None

    def __init__(self, tree: ast.AST, filename: str, lines: list[str]) -> None:
        self.filename = filename
        self.lines = lines

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Register the options."""
        manager.add_option(
            "--hidden-state-confidence",
            choices=get_args(Confidence),
            default=None,
            parse_from_config=True,
            help="The lowest confidence to report (default: likely)",
        )
        manager.add_option(
            "--hidden-state-root",
            metavar="folder",
            default=None,
            parse_from_config=True,
            normalize_paths=True,
            help="The folder of the project (default: found from each file)",
        )

    @classmethod
    def parse_options(
        cls, _manager: OptionManager, options: argparse.Namespace, _args: Sequence[str]
    ) -> None:
        """Analyse the projects that flake8 is called for, before it starts its processes."""
        cls.run_record = None
        if not _is_selected(options):
            return
        root = options.hidden_state_root
        if root is not None and not os.path.isdir(root):  # noqa: PTH112
            raise ExecutionError(f"--hidden-state-root: no such folder: {root}")
        names = options.filenames or [os.curdir]
        cls.run_record = Run(
            options.hidden_state_confidence,
            Path(os.path.realpath(root)) if root is not None else None,
            options.stdin_display_name if STDIN in names else None,
        )
        for name in names:
            if name != STDIN:
                path = Path(os.path.realpath(name))
                cls.run_record.project(cls.run_record.root_of(path))

    def run(self) -> Iterator[tuple[int, int, str, type[HiddenStatePlugin]]]:
        """Yield what is found at this file."""
        record = self.run_record
        if record is None:
            return
        path = Path(os.path.realpath(self.filename))
        root = record.root_of(path)
        if self.filename == record.unsaved:
            from hidden_state.session.unsaved import encoded

            reports = record.analyse(root, {path: encoded("".join(self.lines))})
        else:
            reports = record.project(root)
        key = key_of(os.fspath(root), os.fspath(path))
        for line, column, text in reports.get(key, ()):
            yield line, column, text, type(self)


def _reports(findings: Iterable[Finding], root: Path) -> Reports:
    """Return where and how FINDINGS are reported: at definitions, and at writes elsewhere."""
    from hidden_state import session
    from hidden_state.finding import Result
    from hidden_state.reporters.relative import relative_to
    from hidden_state.reporters.text import one_line, sentences_of

    places = [place for item in findings for place in (item, *session.at_writes(item))]
    here = Path(os.path.realpath(os.curdir))
    seen = relative_to(Result(files=0, findings=tuple(places), accepted=()), root, here).findings
    reports: dict[str, list[Report]] = {}
    for place, shown in zip(places, seen, strict=True):
        text = one_line(f"{shown.code} {sentences_of(shown)}")
        reports.setdefault(place.path, []).append((place.line, place.column - 1, text))
    return reports


def _is_selected(options: argparse.Namespace) -> bool:
    """Answer whether flake8 would show any of our codes."""
    if not options.select:
        return True
    chosen = (*options.select, *(options.extend_select or ()))
    return any(code.startswith("HS") or "HS".startswith(code) for code in chosen)


def _codes() -> Iterable[str]:
    from hidden_state.session.catalog import codes

    return codes()
