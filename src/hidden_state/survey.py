"""What the linked project says for a report: who reaches which state, what is loaded, shared.

The records are small, since a cache keeps them: paths, functions and lines are numbers in tables.
Lines count from 1, paths are relative to the root.
"""

from __future__ import annotations

import msgspec

from hidden_state.inventory import Scale


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A part of a survey."""


class Served(Record, frozen=True):
    """An entry point that serves; `library` is the model that knows it."""

    kind: str
    name: str
    path: str
    line: int
    library: str


class Line(Record, frozen=True):
    """A line of a file: the number of its path, and where it is."""

    path: int
    line: int


class Node(Record, frozen=True):
    """A call on some ways; `line` and `function` are numbers in the tables, as is `after`.

    Node `after` is the next call; -1 where this is the write or use itself.
    """

    line: int
    function: int
    after: int


class Reach(Record, frozen=True):
    """That an entry point reaches a state, by the way that begins at `node`; `how` it is used."""

    entry: int
    node: int
    how: str


class Loaded(Record, frozen=True):
    """What start-up or an import loads or builds, and keeps as long as the process lives."""

    symbol: str
    what: str
    path: str
    line: int


USED = "used in "
"""How the symbol of a store begins of which a use is known and no object."""


class Connected(Record, frozen=True):
    """A store that instances share, and the numbers of the entry points that use it."""

    symbol: str
    what: str
    path: str
    line: int
    entries: tuple[int, ...] = ()


class Survey(Record, frozen=True):
    """Everything at once; `reached` is by the finding's fingerprint, `texts` are of `lines`.

    `scales` is what code and configuration say of workers and replicas.
    """

    entries: tuple[Served, ...]
    paths: tuple[str, ...]
    functions: tuple[str, ...]
    lines: tuple[Line, ...]
    nodes: tuple[Node, ...]
    reached: dict[str, tuple[Reach, ...]]
    warm: tuple[Loaded, ...]
    shared: tuple[Connected, ...]
    texts: tuple[str, ...] = ()
    scales: tuple[Scale, ...] = ()
