"""Which configuration file a path in the code means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.files import text as texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hidden_state.logs import LogHandler

BESIDE = f"{texts.ROOT}/"
"""What paths that are found from a source begin with."""


class Documents:
    """The files that configure logging, by their paths."""

    def __init__(self, handlers: Iterable[LogHandler]) -> None:
        """Take the HANDLERS of all files."""
        self._found: dict[str, list[LogHandler]] = {}
        for handler in handlers:
            self._found.setdefault(handler.path, []).append(handler)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._found)

    def meant(self, text: str, near: str) -> tuple[LogHandler, ...]:
        """Return the handlers of the file that TEXT, a path in the source NEAR, means.

        A relative path begins in a folder that NEAR is in, an absolute one anywhere; of several
        files that fit, none is meant.
        """
        if text.startswith(BESIDE):
            return tuple(self._found.get(text.removeprefix(BESIDE), ()))
        tail = texts.TOKEN.sub("/", text).rpartition("//")[2] if "{" in text else text
        steps = [step for step in tail.split("/") if step not in ("", ".")]
        while steps:
            path = self._one(list(self._ending("/".join(steps))), "/".join(steps), near)
            if path is not None:
                return tuple(self._found[path])
            if not text.startswith("/"):
                break
            steps = steps[1:]
        return ()

    def _ending(self, tail: str) -> Iterator[str]:
        return (path for path in self._found if path == tail or path.endswith(f"/{tail}"))

    def _one(self, paths: Sequence[str], tail: str, near: str) -> str | None:
        """Return the only one of PATHS, or the one that is nearest above the source NEAR."""
        roots = {path[: len(path) - len(tail)]: path for path in paths}
        above = [root for root in roots if near.startswith(root)]
        if above:
            return roots[max(above, key=len)]
        return paths[0] if len(paths) == 1 else None
