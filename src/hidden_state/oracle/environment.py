"""The packages of an environment: where their source is, and which versions they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LAYOUTS = ("lib/python*/site-packages", "Lib/site-packages")


def package_folders(environment: Path) -> tuple[Path, ...]:
    """Return the folders of packages in a virtual environment, or ENVIRONMENT itself if it is one.

    There are none if it is neither.
    """
    found = [folder for layout in LAYOUTS for folder in sorted(environment.glob(layout))]
    if not found and any(environment.glob("*.dist-info")):
        found = [environment]
    return tuple(folder for folder in found if folder.is_dir())


class Packages:
    """The installed packages below some folders; nothing of them is imported."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Take the folders in which packages lie."""
        self._folders = folders
        self._versions: dict[str, str] = {}

    def module(self, dotted: str) -> tuple[Path, str] | None:
        """Return the file of the longest part of DOTTED that is a module, and that part."""
        parts = dotted.split(".")
        for size in range(len(parts), 0, -1):
            name = ".".join(parts[:size])
            for folder in self._folders:
                below = folder.joinpath(*parts[:size])
                for file in (below / "__init__.py", below.with_suffix(".py")):
                    if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
                        return file, name
        return None

    def version(self, package: str) -> str:
        """Return the version of what installed a top-level PACKAGE, '' if that is not known."""
        if package not in self._versions:
            self._versions[package] = next(self._candidates(package), "")
        return self._versions[package]

    def _candidates(self, package: str) -> Iterator[str]:
        """Yield the versions of the distributions that may hold PACKAGE, the surest first."""
        listed = [info for folder in self._folders for info in sorted(folder.glob("*.dist-info"))]
        for info in listed:
            name, _, version = info.stem.partition("-")
            if name.lower().replace("-", "_") == package.lower():
                yield version
        for info in listed:
            if package in _text(info / "top_level.txt").split():
                yield info.stem.partition("-")[2]
        for info in listed:
            record = "\n" + _text(info / "RECORD")
            if f"\n{package}/" in record or f"\n{package}.py," in record:
                yield info.stem.partition("-")[2]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
