"""Which application a statement about workers or replicas is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.phases import SERVING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.project.linked import Linked
    from hidden_state.scaling import Scaling


def folder_of(linked: Linked, scaling: Scaling) -> str:
    """Return the folder, '' or with a `/` at its end, that holds the application of SCALING."""
    paths = linked.evaluator.program.paths
    roots = set(_roots(paths, scaling.target))
    near = max(_around(scaling.path, roots), key=len, default=None)
    if near is not None:
        return near
    if len(roots) == 1:
        return roots.pop()
    if roots:
        return ""
    serving = {
        paths[function.file]
        for function, entries in linked.entries.by_function.items()
        if any(entry.runs in SERVING for entry in entries)
    }
    folders = {folder for path in serving for folder in _folders(path)}
    return max(_around(scaling.path, folders), key=len, default="")


def _roots(paths: Sequence[str], target: str) -> Iterator[str]:
    """Yield the folders from which the module of TARGET, `shop.app:app`, can be imported."""
    module = target.partition(":")[0].replace(".", "/")
    if not module:
        return
    for path in paths:
        for end in (f"{module}.py", f"{module}/__init__.py"):
            if path == end or path.endswith(f"/{end}"):
                yield path[: len(path) - len(end)]


def _folders(path: str) -> Iterator[str]:
    """Yield the folders that the file at PATH is in, but for the root."""
    end = path.find("/")
    while end >= 0:
        yield path[: end + 1]
        end = path.find("/", end + 1)


def _around(path: str, folders: set[str]) -> Iterator[str]:
    """Yield those of FOLDERS that the file at PATH is in, at any depth."""
    return (folder for folder in folders if path.startswith(folder))
