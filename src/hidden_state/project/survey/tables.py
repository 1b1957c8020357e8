"""Tables of paths, functions, lines and calls: each thing once, by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from hidden_state.survey import Line, Node

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from hidden_state.project.state import ChainStep

Row = TypeVar("Row", bound="Hashable")


class Table(Generic[Row]):
    """Rows in the order in which they came."""

    def __init__(self) -> None:
        """Start with no row."""
        self._numbers: dict[Row, int] = {}

    def number(self, row: Row) -> int:
        """Return the number of ROW, a new one if need be."""
        return self._numbers.setdefault(row, len(self._numbers))

    def rows(self) -> tuple[Row, ...]:
        """Return all rows, by number."""
        return tuple(self._numbers)


class Tables:
    """The tables of one survey."""

    def __init__(self) -> None:
        """Start with nothing in them."""
        self.paths: Table[str] = Table()
        self.functions: Table[str] = Table()
        self.lines: Table[tuple[int, int]] = Table()
        self.nodes: Table[tuple[int, int, int]] = Table()

    def way(self, steps: Iterable[ChainStep]) -> int:
        """Return the number of the first of STEPS, which are put in; -1 if there is none."""
        after = -1
        for step in reversed(tuple(steps)):
            line = self.lines.number((self.paths.number(step.path), step.line))
            after = self.nodes.number((line, self.functions.number(step.function), after))
        return after

    def all_lines(self) -> tuple[Line, ...]:
        """Return the lines as records."""
        return tuple(Line(*row) for row in self.lines.rows())

    def all_nodes(self) -> tuple[Node, ...]:
        """Return the calls as records."""
        return tuple(Node(*row) for row in self.nodes.rows())
