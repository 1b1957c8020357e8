"""What a setting may be: values with the line that gives them, and trees of these."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.records import UnknownValue, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Absent(NamedTuple):
    """The setting is left out; the line is where it would have been given."""


class Tree(NamedTuple):
    """A mapping of settings; an open one may hold more than is known."""

    entries: Mapping[str, tuple[Given, ...]]
    is_open: bool = False


class Site(NamedTuple):
    """A place in file number `file`; line and column count from 1."""

    file: int
    line: int
    column: int


class Given(NamedTuple):
    """One value that a setting may have, and where it gets it.

    It holds unless the environment sets `variable`, where that is not empty.
    """

    value: Value | Tree | Absent
    site: Site
    variable: str = ""


ABSENT = Absent()
EMPTY = Tree({})
MOST_ALTERNATIVES = 8


def unknown(site: Site) -> tuple[Given, ...]:
    """Return that nothing is known of the value given at SITE."""
    return (Given(UnknownValue(), site),)


def either(*several: tuple[Given, ...]) -> tuple[Given, ...]:
    """Return all alternatives, each once."""
    found: list[Given] = []
    for givens in several:
        found.extend(given for given in givens if given not in found)
    return tuple(found[:MOST_ALTERNATIVES])


def unless(givens: tuple[Given, ...], variable: str) -> tuple[Given, ...]:
    """Return GIVENS as what holds unless the environment sets VARIABLE."""
    if not variable:
        return givens
    return tuple(given if given.variable else given._replace(variable=variable) for given in givens)


def tree_of(givens: tuple[Given, ...]) -> Tree | None:
    """Return the mapping among alternatives, open where there are others."""
    trees = [given.value for given in givens if isinstance(given.value, Tree)]
    if not trees:
        return None
    others = [given for given in givens if not isinstance(given.value, (Tree, Absent))]
    if len(trees) == 1 and not others:
        return trees[0]
    merged = trees[0]
    for tree in trees[1:]:
        merged = joined(merged, tree)
    return Tree(merged.entries, bool(others) or merged.is_open)


def joined(left: Tree, right: Tree) -> Tree:
    """Return a tree that may be either."""
    entries = dict(left.entries)
    for key, givens in right.entries.items():
        entries[key] = either(entries.get(key, ()), givens)
    return Tree(entries, left.is_open or right.is_open)


def merged(left: Tree, right: Tree) -> Tree:
    """Return the first mapping updated with the second."""
    return Tree({**left.entries, **right.entries}, left.is_open or right.is_open)


def placed(tree: Tree, keys: Sequence[str], givens: tuple[Given, ...]) -> Tree:
    """Return the tree with GIVENS under a path of keys, what is missing on the way made."""
    key, *rest = keys
    if not rest:
        return Tree({**tree.entries, key: givens}, tree.is_open)
    before = tree.entries.get(key, ())
    inner = tree_of(before) or Tree({}, bool(before) or tree.is_open)
    site = before[0].site if before else givens[0].site
    below = Given(placed(inner, rest, givens), site, before[0].variable if before else "")
    wholes = (given for given in before if not isinstance(given.value, (Tree, Absent)))
    return Tree({**tree.entries, key: (*wholes, below)}, tree.is_open)


def removed(tree: Tree, keys: Sequence[str]) -> Tree:
    """Return the tree without what is under a path of keys."""
    key, *rest = keys
    if not rest:
        return Tree({k: v for k, v in tree.entries.items() if k != key}, tree.is_open)
    inner = tree_of(tree.entries.get(key, ()))
    if inner is None:
        return tree
    return placed(tree, [key], (Given(removed(inner, rest), tree.entries[key][0].site),))


def under(tree: Tree, keys: Sequence[str]) -> tuple[Given, ...]:
    """Return what is under a path of keys; nothing if that is left out."""
    givens: tuple[Given, ...] = ()
    for number, key in enumerate(keys):
        givens = tree.entries.get(key, ())
        if number + 1 < len(keys):
            inner = tree_of(givens)
            if inner is None:
                return ()
            tree = inner
    return givens


def found(tree: Tree, steps: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Given]]:
    """Yield what is under a path whose steps may be `*`, with the path; leaves on the way too.

    An entry that is left out is yielded as absent only where a line says so.
    """
    step, *rest = steps
    keys = list(tree.entries) if step == "*" else [step] if step in tree.entries else []
    for key in keys:
        for given in tree.entries[key]:
            if rest and isinstance(given.value, Tree):
                for path, inner in found(given.value, rest):
                    variable = inner.variable or given.variable
                    yield (key, *path), inner._replace(variable=variable)
            elif rest or not isinstance(given.value, Tree):
                yield (key,), given
