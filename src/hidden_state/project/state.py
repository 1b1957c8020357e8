"""A state: one thing that lives in one instance, with everything that writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hidden_state.finding import Confidence


class Span(NamedTuple):
    """A place in the source; lines and columns count from 1."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class ChainStep(NamedTuple):
    """`function`, a dotted name, makes the next call, or the write, at this line."""

    path: str
    line: int
    function: str


class StateWrite(NamedTuple):
    """One change of a state.

    `kinds` says what is stored, `guarded` that it happens only when something is missing,
    `is_initial` that it is guarded and what is stored flows from code alone, `constant` is the
    text of a constant that is stored.
    """

    path: str
    line: int
    column: int
    how: str
    kinds: frozenset[str]
    guarded: bool
    is_initial: bool
    constant: str | None
    at_constant_key: bool
    chain: tuple[ChainStep, ...]


class Entrance(NamedTuple):
    """The entry point that a chain starts from."""

    kind: str
    name: str
    path: str
    line: int
    library: str


class State(NamedTuple):
    """Something that outlives requests and is changed while serving.

    `kind` is global, class, field, closure, function, default, application, settings,
    environment or module; `holds` names what kinds of values are kept; `locked` names the
    process lock under which it is written, if there is one.
    """

    kind: str
    symbol: str
    definition: Span
    holder: str
    writes: tuple[StateWrite, ...]
    holds: frozenset[str]
    entrance: Entrance
    confidence: Confidence
    foreign: bool = False
    locked: str | None = None

    @property
    def name(self) -> str:
        """The last part of the symbol."""
        return self.symbol.rpartition(".")[2].strip("[]'\"")

    @property
    def shown(self) -> StateWrite:
        """The write whose chain proves the state."""
        return self.writes[0]
