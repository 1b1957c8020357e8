"""What a report needs besides the findings: asked of the linked project, kept like findings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from hidden_state.cache.pruning import keep_newest
from hidden_state.session.sources import read
from hidden_state.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hidden_state.cache.store import Store
    from hidden_state.finding import Finding
    from hidden_state.project import Project
    from hidden_state.session.sources import State

SURVEY = "survey-"
KEPT_SURVEYS = 4


def kept_survey(store: Store, key: bytes) -> Survey | None:
    """Return the survey kept under KEY."""
    body = store.kept(SURVEY + key.hex())
    try:
        return msgspec.msgpack.decode(body, type=Survey) if body else None
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None


def keep_survey(store: Store, key: bytes, survey: Survey) -> None:
    """Keep SURVEY under KEY, and few older ones."""
    try:
        body = msgspec.msgpack.encode(survey)
    except UnicodeError:  # a name that is no text: it is found out anew each time
        return
    store.keep(SURVEY + key.hex(), body)
    if store.folder is not None:
        try:
            keep_newest(store.folder, SURVEY + "*", KEPT_SURVEYS)
        except OSError as error:
            store.warn(error)


def make_survey(project: Project, findings: Iterable[Finding], state: State, root: Path) -> Survey:
    """Return the survey of PROJECT, with the text of every line that it shows."""
    survey = project.survey(findings)
    texts: dict[int, list[str]] = {}
    for number in {line.path for line in survey.lines}:
        path = survey.paths[number]
        content = _content(path, state, root)
        texts[number] = [] if content is None else list(_lines(content))
    return replace(
        survey,
        texts=tuple(
            texts[line.path][line.line - 1].strip() if line.line <= len(texts[line.path]) else ""
            for line in survey.lines
        ),
    )


def _content(path: str, state: State, root: Path) -> bytes | None:
    """Return the content that the file at PATH had when it was looked at."""
    known = state.project.contents.get(state.project.hashes.get(path, b""))
    if known is not None:
        return known
    content = read(os.path.join(root, path))  # noqa: PTH118 - thousands of them
    return content if isinstance(content, bytes) else None


def _lines(content: bytes) -> Iterator[str]:
    """Yield the lines of a source file."""
    import io
    import tokenize

    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    except SyntaxError:
        encoding = "utf-8"
    yield from io.StringIO(content.decode(encoding, "replace"), newline=None)
