"""From import statements to files."""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ModuleTable:
    """Knows which file a dotted name means, seen from another file."""

    def __init__(self, paths: list[str], scripts: frozenset[tuple[str, ...]] = frozenset()) -> None:
        """Index PATHS, posix and relative to the root, by the last part of their module name.

        SCRIPTS are folders that count as import roots for their own files, packages or not.
        """
        self._scripts = scripts
        self.parts = [module_parts(path) for path in paths]
        self.folders = [tuple(path.split("/")[:-1]) for path in paths]
        self.packages = {
            parts
            for parts, path in zip(self.parts, paths, strict=True)
            if path.endswith("__init__.py")
        }
        self._by_last: dict[str, list[int]] = defaultdict(list)
        self._by_parts: dict[tuple[str, ...], int] = {}
        for number, parts in enumerate(self.parts):
            self._by_parts.setdefault(parts, number)
            if parts:
                self._by_last[parts[-1]].append(number)
        self._namespaces = {
            folder[:size] for folder in self.folders for size in range(1, len(folder) + 1)
        }
        self._namespace_tails: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for folder in self._namespaces:
            self._namespace_tails[folder[-1]].append(folder)
        self._own_name = ""
        self._namesakes: frozenset[int] = frozenset()
        self._found: dict[tuple[str, tuple[str, ...]], int] = {}

    def learn_own_name(self, imported: Iterable[str]) -> None:
        """Take from the IMPORTED names what a package that is the root itself is called.

        That is the name below which all that is imported is there, two modules at least.
        """
        if () not in self.packages:
            return
        below: dict[str, set[int]] = defaultdict(set)
        for name in imported:
            first, *rest = name.split(".")
            if rest:
                below[first].add(self.exact(tuple(rest)))
        known = (name for name, files in below.items() if len(files) > 1 and -1 not in files)
        self._own_name = next(known, "")

    def learn_namesakes(self, imported: Iterable[tuple[int, str]]) -> None:
        """Take from the names IMPORTED in files which of them are called as what they import.

        `import logging` in a file `logging.py` means the one of the standard library, there and
        in the files beside it.  A package may import itself, unless it is called as one of those.
        """
        self._namesakes = frozenset(
            file
            for file, name in imported
            if self.parts[file][-1:] == (name.partition(".")[0],)
            and (
                self.parts[file] not in self.packages
                or self.parts[file][-1] in sys.stdlib_module_names
            )
        )

    def absolute(self, dotted: str, importer: int) -> int:
        """Return the file that `import DOTTED` in file IMPORTER means, -1 if it is none of ours."""
        if dotted.rpartition(".")[2] not in self._by_last and not self._own_name:
            return -1
        folder = self.folders[importer]
        key = (dotted, folder)
        found = self._found.get(key)
        if found is None:
            wanted = tuple(dotted.split("."))
            found = self._search(wanted, folder)
            if found < 0 and () in self.packages:
                found = self.exact(wanted[1:]) if wanted[0] == self._own_name else -1
            self._found[key] = found
        return found

    def relative(self, dotted: str, level: int, importer: int) -> tuple[int, tuple[str, ...]]:
        """Return file and full parts of `from ...DOTTED import`, -1 where there is no such file."""
        folder = self.folders[importer]
        base = folder[: len(folder) - (level - 1)] if level > 1 else folder
        parts = base + (tuple(dotted.split(".")) if dotted else ())
        return self.exact(parts), parts

    def taken(self, dotted: str, level: int, importer: int) -> int:
        """Return the file of `from DOTTED import *`; one beside IMPORTER, in the old way, too."""
        if level:
            return self.relative(dotted, level, importer)[0]
        found = self.absolute(dotted, importer)
        return found if found >= 0 else self.relative(dotted, 1, importer)[0]

    def exact(self, parts: tuple[str, ...]) -> int:
        """Return the file whose path is PARTS, -1 if there is none."""
        return self._by_parts.get(parts, -1)

    def is_namespace(self, dotted: str, importer: int) -> bool:
        """Whether DOTTED can be a folder of the project that holds modules."""
        wanted = tuple(dotted.split("."))
        folder = self.folders[importer]
        return any(
            candidate[-len(wanted) :] == wanted
            and self._is_root(candidate[: -len(wanted)], folder, len(wanted))
            for candidate in self._namespace_tails.get(wanted[-1], ())
        )

    def _search(self, wanted: tuple[str, ...], folder: tuple[str, ...]) -> int:
        best = -1
        best_score = (-1, -1)
        size = len(wanted)
        for number in self._by_last.get(wanted[-1], ()):
            parts = self.parts[number]
            if parts[-size:] != wanted or (size == 1 and number in self._namesakes):
                continue
            root = parts[:-size]
            if not self._is_root(root, folder, size):
                continue
            score = (_common(root, folder), len(root))
            if score > best_score:
                best, best_score = number, score
        return best

    def _is_root(self, root: tuple[str, ...], folder: tuple[str, ...], size: int) -> bool:
        """Whether ROOT can be on the import path of a file in FOLDER.

        A package's own folder is none, unless its files are written as scripts.
        """
        if root and root in self.packages:
            return root == folder and root in self._scripts
        return folder[: len(root)] == root or size > 1 or (bool(root) and root[-1] == "src")


def module_parts(path: str) -> tuple[str, ...]:
    """Return the dotted parts of a path: `a/b/__init__.py` is (a, b)."""
    parts = path.removesuffix(".py").split("/")
    if parts[-1] == "__init__":
        parts.pop()
    return tuple(parts)


def _common(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count
