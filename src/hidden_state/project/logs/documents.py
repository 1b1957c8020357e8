"""Which configuration file a path in the code means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hidden_state.project.files import text as texts
from hidden_state.project.files.settled import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hidden_state.logs import LogHandler

SOURCE = re.compile(rf"\{{={FOLDER} source ([^|{{}}]*?\.py)((?:\.parent)*)\|[^{{}}]*\}}")
STEP = ".parent"


class Documents:
    """The files that configure logging, by their paths."""

    def __init__(self, handlers: Iterable[LogHandler], sources: Sequence[str]) -> None:
        """Take the HANDLERS of all files, and the paths of the SOURCES in Python."""
        self._found: dict[str, list[LogHandler]] = {}
        for handler in handlers:
            self._found.setdefault(handler.path, []).append(handler)
        self._sources = {texts.token("", path, "")[:-2]: path for path in sources}

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._found)

    def meant(self, text: str, near: str) -> tuple[LogHandler, ...]:
        """Return the handlers of the file that TEXT, a path in the source NEAR, means.

        A relative path begins in a folder that NEAR is in, an absolute one anywhere; of several
        files that fit, none is meant.
        """
        located = self._located(text)
        if located is not None:
            return tuple(self._found.get(located, ()))
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

    def _located(self, text: str) -> str | None:
        """Return the path relative to the root, if TEXT begins beside a source."""
        match = SOURCE.match(text)
        source = self._sources.get(match[1]) if match is not None else None
        if match is None or source is None:
            return None
        steps = source.split("/")
        up = len(match[2]) // len(STEP)
        if up > len(steps):
            return None
        return texts.cleaned("/".join([*steps[: len(steps) - up], text[match.end() :]]))

    def _ending(self, tail: str) -> Iterator[str]:
        return (path for path in self._found if path == tail or path.endswith(f"/{tail}"))

    def _one(self, paths: Sequence[str], tail: str, near: str) -> str | None:
        """Return the only one of PATHS, or the one that is nearest above the source NEAR."""
        roots = {path[: len(path) - len(tail)]: path for path in paths}
        above = [root for root in roots if near.startswith(root)]
        if above:
            return roots[max(above, key=len)]
        return paths[0] if len(paths) == 1 else None
