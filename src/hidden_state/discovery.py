"""Find the Python files of a project, with what tells whether they changed."""

# Every run goes through here: a path as a string costs a third of what a Path costs.
# ruff: noqa: PTH112, PTH113, PTH116, PTH119

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Stamp: TypeAlias = tuple[int, int, int, int]
"""Size, time of the last change, time of the last change of the inode, inode."""

GLOB = frozenset("*?[")
LARGEST_OTHER = 128 * 1024
"""More bytes than that have only files that are data."""
ENVIRONMENTS = ("pyvenv.cfg", "conda-meta")


class Source(msgspec.Struct, frozen=True, gc=False):
    """A file to read, and its stamp."""

    path: str
    stamp: Stamp


Wanted: TypeAlias = "Callable[[str, str], bool]"
"""Tells whether a file counts by its name, and the key of its folder, which ends in a `/`."""


class Tree(msgspec.Struct, frozen=True):
    """The files below a root by their path relative to it, and what could not be listed.

    `others` are files that are no Python.
    """

    sources: dict[str, Source]
    faults: dict[str, str]
    others: dict[str, Source] = {}


def discover(
    root: str, exclude: Sequence[str], named: Iterable[str] = (), wanted: Wanted | None = None
) -> Tree:
    """Return the Python files below ROOT that EXCLUDE does not match, and others that are WANTED.

    ROOT and NAMED are absolute and free of links.  NAMED files and folders are included,
    excluded or not; a link is not followed to what is no Python.
    """
    walk = _Walk(root, _compile(exclude), wanted or (lambda name, folder: False))
    walk.run([(root, "", root)])
    for path in named:
        if os.path.isdir(path):
            if path not in walk.visited:
                walk.run([(path, key_of(root, path) + "/", path)])
        else:
            walk.add(path, key_of(root, path))
    return Tree(dict(sorted(walk.sources.items())), walk.faults, dict(sorted(walk.others.items())))


def is_excluded(key: str, exclude: Sequence[str]) -> bool:
    """Answer whether EXCLUDE matches a file by its KEY, or a folder that it is in."""
    matches = _compile(exclude)
    parts = key.split("/")
    return any(matches(part, "/".join(parts[: number + 1])) for number, part in enumerate(parts))


def stamp(status: os.stat_result) -> Stamp:
    """Return what changes in STATUS when the file does."""
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


class _Walk:
    """A walk through folders; a link is followed within the root, and to each place once."""

    __slots__ = ("faults", "is_excluded", "links", "others", "root", "sources", "visited", "wanted")

    def __init__(self, root: str, is_excluded: Callable[[str, str], bool], wanted: Wanted) -> None:
        self.root = root
        self.is_excluded = is_excluded
        self.wanted = wanted
        self.sources: dict[str, Source] = {}
        self.others: dict[str, Source] = {}
        self.faults: dict[str, str] = {}
        self.visited: set[str] = set()
        self.links: list[tuple[str, str]] = []

    def run(self, folders: list[tuple[str, str, str]]) -> None:
        """Walk through FOLDERS, each a path, the prefix of its keys, and its path without links."""
        top = folders[0][0]
        while folders:
            path, prefix, real = folders.pop()
            entries = self._entries(path, prefix)
            if path == top or not _holds_libraries(entries):
                self.visited.add(real)
                for name, key in self._enter(entries, prefix):
                    folders.append((f"{path}/{name}", key + "/", f"{real}/{name}"))
            if not folders:
                folders.extend(self._linked_folders())

    def add(self, path: str, key: str) -> None:
        """Add one file."""
        folder, slash, name = key.rpartition("/")
        is_other = not name.endswith(".py") and self.wanted(name, folder + slash)
        try:
            found = self.others if is_other else self.sources
            found[key] = Source(path, stamp(os.stat(path)))
        except OSError as error:
            self.faults[key] = error.strerror or str(error)

    def _entries(self, path: str, prefix: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(path) as entries:
                return list(entries)
        except OSError as error:
            self.faults[prefix.rstrip("/") or "."] = error.strerror or str(error)
            return []

    def _enter(self, entries: list[os.DirEntry[str]], prefix: str) -> Iterator[tuple[str, str]]:
        """Add the files among ENTRIES, yield the folders."""
        sources = self.sources
        for entry in entries:
            name = entry.name
            is_python = name.endswith(".py")
            if not is_python and not entry.is_dir(follow_symlinks=False):
                if entry.is_symlink():
                    self.links.append((entry.path, prefix + _text(name)))
                elif self.wanted(name, prefix):
                    self._add_other(entry, prefix)
                continue
            key = prefix + (name if name.isascii() else _text(name))
            if self.is_excluded(name, key):
                continue
            if is_python and entry.is_file(follow_symlinks=False):
                try:
                    sources[key] = Source(entry.path, stamp(entry.stat(follow_symlinks=False)))
                except OSError as error:
                    self.faults[key] = error.strerror or str(error)
            elif entry.is_symlink():
                self.links.append((entry.path, key))
            elif entry.is_dir(follow_symlinks=False):
                yield name, key

    def _add_other(self, entry: os.DirEntry[str], prefix: str) -> None:
        """Add a file that is no Python, unless it is excluded or cannot be looked at."""
        key = prefix + _text(entry.name)
        if not self.is_excluded(entry.name, key):
            with suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST_OTHER:
                    self.others[key] = Source(entry.path, stamp(status))

    def _linked_folders(self) -> list[tuple[str, str, str]]:
        """Add the files behind the links met so far, return the folders behind them."""
        links, self.links = sorted(self.links), []
        files = {source.path for source in self.sources.values()} if links else set()
        folders = []
        for path, key in links:
            try:
                real = os.path.realpath(path)
            except OSError:  # it leads where we may not look: out of the tree
                continue
            if not _is_inside(real, self.root) or self.is_excluded(os.path.basename(key), key):
                continue
            if os.path.isdir(real) and real not in self.visited:
                self.visited.add(real)
                folders.append((path, key + "/", real))
            elif key.endswith(".py") and os.path.isfile(real) and real not in files:
                files.add(real)
                self.add(path, key)
        return folders


def _holds_libraries(entries: Iterable[os.DirEntry[str]]) -> bool:
    """Answer whether ENTRIES are those of an environment, or of `pip install --target`."""
    return any(
        entry.name in ENVIRONMENTS
        or (entry.name.endswith(".dist-info") and os.path.isfile(f"{entry.path}/INSTALLER"))
        for entry in entries
    )


def _compile(patterns: Sequence[str]) -> Callable[[str, str], bool]:
    """Return a test of a name and a key that is true when one of PATTERNS matches.

    A pattern without a slash is about names, one with a slash about the end of the path.
    """
    cleaned = [pattern.removeprefix("./").strip("/") for pattern in patterns]
    plain = [pattern for pattern in cleaned if GLOB.isdisjoint(pattern)]
    names = frozenset(pattern for pattern in plain if "/" not in pattern)
    ends = tuple("/" + pattern for pattern in plain if "/" in pattern)
    globs = [pattern for pattern in cleaned if not GLOB.isdisjoint(pattern)]
    matches_name = _matcher([pattern for pattern in globs if "/" not in pattern])
    matches_path = _matcher(["*/" + pattern for pattern in globs if "/" in pattern])

    def is_excluded(name: str, key: str) -> bool:
        return (
            name in names
            or ("/" + key).endswith(ends)
            or matches_name(name)
            or matches_path("/" + key)
        )

    return is_excluded


def _matcher(patterns: list[str]) -> Callable[[str], bool]:
    if not patterns:
        return lambda _: False
    import fnmatch
    import re

    match = re.compile("|".join(map(fnmatch.translate, patterns))).match
    return lambda text: match(text) is not None


def key_of(root: str, path: str) -> str:
    """Return the key of PATH: relative to ROOT, with `/`, `.` for the root itself."""
    return _text(os.path.relpath(path, root).replace(os.sep, "/"))


def _text(name: str) -> str:
    """Return NAME, with the bytes of it that are no text spelt out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
