"""Which blocks of a scope run, and what their branches give together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Name
from hidden_state.project.settings.conditions import UNDECIDED, Truth
from hidden_state.project.settings.given import either

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hidden_state.facts import Block, ExprUnion
    from hidden_state.project.settings.given import Given

ALWAYS = Truth(True)
RUNS = frozenset({"body", "with", "try", "finally", "loop"})


class Branches:
    """The blocks of one scope; conditions are decided once, when the first statement asks."""

    def __init__(
        self, blocks: Sequence[Block], decide: Callable[[Block, ExprUnion], Truth]
    ) -> None:
        """Take the BLOCKS, and who decides a condition."""
        self._blocks = blocks
        self._decide = decide
        self._truths: dict[int, Truth] = {0: ALWAYS}
        self._given: dict[tuple[int, tuple[str, ...]], tuple[Given, ...]] = {}

    def runs(self, number: int) -> Truth:
        """Return whether block NUMBER runs."""
        found = self._truths.get(number)
        if found is None:
            block = self._blocks[number - 1]
            found = self.runs(block.parent)
            if found.holds is not False:
                own = self._enters(block)
                if own.holds is not True or found.holds is True:
                    first, last = (found, own) if own.holds else (own, found)
                    found = Truth(own.holds, first.variable or last.variable)
            self._truths[number] = found
        return found

    def _enters(self, block: Block) -> Truth:
        if block.kind in RUNS:
            return ALWAYS
        if block.kind in ("if", "else") and block.test is not None:
            return self._decide(block, block.test)
        return UNDECIDED

    def around(self, number: int) -> Iterator[Block]:
        """Yield block NUMBER and those around it."""
        while number > 0:
            block = self._blocks[number - 1]
            yield block
            number = block.parent

    def in_either(
        self, number: int, path: tuple[str, ...], givens: tuple[Given, ...]
    ) -> tuple[Given, ...] | None:
        """Return what both branches of a condition give, None where only one of them does."""
        self._given[number, path] = givens
        block = self._blocks[number - 1] if number else None
        if block is None or block.kind != "else":
            return None
        other = self._given.get((self._partner(number, block), path))
        if other is None:
            return None
        both = either(other, givens)
        if self.runs(block.parent).holds:
            return both
        return self.in_either(block.parent, path, both)

    def _partner(self, number: int, block: Block) -> int:
        """Return the number of the `if` that an `else` belongs to, 0 if it is not found."""
        for candidate in range(number - 1, 0, -1):
            other = self._blocks[candidate - 1]
            if other.kind == "if" and other.parent == block.parent and other.line == block.line:
                return candidate
        return 0

    def is_without_key(self, number: int) -> bool:
        """Whether a block runs where the environment does not have a variable."""
        return any(
            block.kind == "except" and block.test == Name("KeyError")
            for block in self.around(number)
        )
