"""One project's folder in the cache: the stat index and the findings."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec

from hidden_state.cache.files import digest, make_folder, read_sealed, write_sealed
from hidden_state.comment import Acceptance, Comment
from hidden_state.finding import Finding

CACHE_VARIABLE = "HIDDEN_STATE_CACHE_DIR"
INDEX = "index"
FINDINGS = "findings-"
ANSWERS = "answers"
KEPT_JUDGEMENTS = 8
SLACK = 1000
DAY = 24 * 60 * 60

Known: TypeAlias = tuple[int, int, int, int, bytes]
"""A file's stamp, and the hash of the content it had then."""

Kept = TypeVar("Kept", bound=msgspec.Struct)


class Index(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is known of files by their path."""

    files: dict[str, Known]


class Judgement(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """All findings of a project, the comments that may accept them, by path, and warnings."""

    findings: tuple[Finding, ...]
    noqa: dict[str, tuple[Comment, ...]]
    acceptances: dict[str, tuple[Acceptance, ...]]
    warnings: tuple[str, ...] = ()


class Store:
    """A project's folder; without a folder it forgets everything."""

    __slots__ = ("folder", "warnings")

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.warnings: list[str] = []

    def index(self) -> dict[str, Known]:
        """Return what is known of the project's files."""
        index = self._read(INDEX, Index)
        return index.files if index else {}

    def save_index(self, known: dict[str, Known], present: dict[str, Known]) -> None:
        """Remember PRESENT, and what was KNOWN of files that this run has not looked at."""
        files = {**known, **present}
        if files != known:
            is_too_much = len(files) > 2 * len(present) + SLACK
            self._write(INDEX, Index(present if is_too_much else files))

    def judgement(self, key: bytes) -> Judgement | None:
        """Return the findings kept under KEY, None where it is empty."""
        judgement = self._read(FINDINGS + key.hex(), Judgement) if key else None
        if judgement is not None and self.folder is not None:
            _mark_used(self.folder / INDEX)
        return judgement

    def save_judgement(self, key: bytes, judgement: Judgement) -> None:
        """Keep JUDGEMENT under KEY, and few older ones; nothing is kept under an empty one."""
        if not key:
            return
        self._write(FINDINGS + key.hex(), judgement)
        if self.folder is None:
            return
        from hidden_state.cache.pruning import keep_newest, prune

        try:
            keep_newest(self.folder, FINDINGS + "*", KEPT_JUDGEMENTS)
            prune(self.folder.parent, self.folder)
        except OSError as error:
            self.warn(error)

    def answers(self) -> bytes:
        """Return what the oracle answered in earlier runs."""
        return self.kept(ANSWERS)

    def save_answers(self, answers: bytes) -> None:
        """Keep what the oracle has answered."""
        self.keep(ANSWERS, answers)

    def kept(self, name: str) -> bytes:
        """Return what an earlier run kept under NAME, nothing where none did."""
        body = read_sealed(self.folder / name) if self.folder is not None else None
        return bytes(body or b"")

    def keep(self, name: str, body: bytes) -> None:
        """Keep BODY under NAME."""
        if self.folder is None:
            return
        try:
            make_folder(self.folder)
            write_sealed(self.folder / name, body)
        except OSError as error:
            self.warn(error)

    def warn(self, error: OSError) -> None:
        """Note that the folder cannot be written, and use it no more."""
        reason = error.strerror or str(error)
        self.warnings.append(f"the cache in {self.folder} cannot be written: {reason}")
        self.folder = None

    def _read(self, name: str, kind: type[Kept]) -> Kept | None:
        body = read_sealed(self.folder / name) if self.folder is not None else None
        if body is None:
            return None
        try:
            return msgspec.msgpack.decode(body, type=kind)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            return None

    def _write(self, name: str, value: Index | Judgement) -> None:
        if self.folder is None:
            return
        try:
            make_folder(self.folder)
            write_sealed(self.folder / name, msgspec.msgpack.encode(value))
        except UnicodeError:  # a name that is no text: it is found out anew each time
            return
        except OSError as error:
            self.warn(error)


def _mark_used(index: Path) -> None:
    """Let the INDEX tell, to the day, when the project was last looked at."""
    try:
        if index.stat().st_mtime < time.time() - DAY:
            os.utime(index)
    except OSError:
        return


def open_store(root: Path, cache_dir: Path | None) -> Store:
    """Return the store of the project at ROOT; CACHE_DIR replaces the user's cache folder."""
    chosen = cache_dir or os.environ.get(CACHE_VARIABLE)
    if not chosen:
        import platformdirs

        chosen = platformdirs.user_cache_dir("hidden-state", appauthor=False)
    return Store(Path(chosen).absolute() / digest(os.fsencode(root)).hex())
