"""The handlers of a mapping that configures logging, as `dictConfig` takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Display, Literal
from hidden_state.project.evaluation.texts import HOLE, part_text
from hidden_state.project.logs.sinks import Sink, lasts
from hidden_state.project.records import ConstantValue, ContainerValue, EnvironmentValue, TextValue
from hidden_state.project.settings.given import Absent, Tree, tree_of
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from hidden_state.project.settings.given import Given, Site

FILE = "filename"
PATHS = (ConstantValue, TextValue, EnvironmentValue)
USING = ("handlers", "target")


def sinks(tree: Tree, paths: Sequence[str], added: Collection[str]) -> Iterator[Sink]:
    """Yield what handlers write to files for sure, and loggers pass messages to.

    PATHS are those of the files that the numbers in TREE mean; handlers with names ADDED to lists
    later may be in use, whatever loggers say.
    """
    found = tree_of(tree.entries.get("handlers", ()))
    used = _attached(tree)
    for name, givens in found.entries.items() if found is not None else ():
        handler = tree_of(givens)
        is_there = not any(isinstance(given.value, Absent) for given in givens)
        if handler is not None and is_there and (used is None or name in used or name in added):
            found_sink = sink(name, handler.entries.get(FILE, ()), paths, givens[0].site)
            if found_sink is not None:
                yield found_sink


def sink(
    name: str, givens: tuple[Given, ...], paths: Sequence[str], above: Site | None = None
) -> Sink | None:
    """Return what the handler, or log, NAME is written to; None if that may be no file.

    ABOVE is where the handler is, if it is one: a path that is written elsewhere counts there.
    """
    texts = texts_of(givens)
    if not givens or any(text is None or not lasts(text) for text in texts):
        return None
    first, text = givens[0], texts[0] or ""
    value = first.value
    variable = first.variable or (value.variable if isinstance(value, EnvironmentValue) else "")
    is_below = above is None or (first.site.file == above.file and first.site.line >= above.line)
    site = first.site if is_below or above is None else above
    span = Span(paths[site.file], site.line, site.column, site.line, site.column + len(FILE))
    return Sink(name, text, span, variable)


def under_key(tree: Tree, key: str, paths: Sequence[str]) -> Sink | None:
    """Return what is written to under KEY, None where that is not surely the path of a file."""
    givens = tree.entries.get(key, ())
    is_path = all(isinstance(given.value, PATHS) for given in givens)
    return sink(key, givens, paths) if is_path else None


def texts_of(givens: tuple[Given, ...]) -> list[str | None]:
    """Return the paths that values are, None for what is no file."""
    return [_text(given) for given in givens]


def _text(given: Given) -> str | None:
    """Return the path that a value is, None where that is no file."""
    value = given.value
    if isinstance(value, EnvironmentValue) and value.default is not None:
        value = value.default
    if isinstance(value, (Tree, Absent)):
        return None
    if isinstance(value, ConstantValue) and not isinstance(value.value, str):
        return None
    # An empty path is none that a handler takes: something puts another in its place.
    return part_text(value) or HOLE


def _attached(tree: Tree) -> frozenset[str] | None:
    """Return the names of the handlers that anything passes messages to; None if nobody knows."""
    if tree.is_open:
        return None
    users = [tree.entries.get("root", ())]
    for key in ("loggers", "handlers"):
        below = tree_of(tree.entries.get(key, ()))
        if below is None:
            continue
        if below.is_open:
            return None
        users.extend(below.entries.values())
    used: set[str] = set()
    for givens in users:
        present = tuple(given for given in givens if not isinstance(given.value, Absent))
        user = tree_of(present)
        if present and (user is None or user.is_open):
            return None
        for key in USING if user is not None else ():
            for given in user.entries.get(key, ()) if user is not None else ():
                names = _names(given)
                if names is None:
                    return None
                used.update(names)
    return frozenset(used)


def _names(given: Given) -> set[str] | None:
    """Return the texts in a list, or the text that a value is; None where it is something else."""
    value = given.value
    if isinstance(value, ConstantValue):
        return {value.value} if isinstance(value.value, str) else set()
    display = value.display if isinstance(value, ContainerValue) else None
    if not isinstance(display, Display) or display.kind not in ("list", "tuple"):
        return set() if isinstance(value, Absent) else None
    items = display.items
    if not all(isinstance(item, Literal) and isinstance(item.value, str) for item in items):
        return None
    return {str(item.value) for item in items if isinstance(item, Literal)}
