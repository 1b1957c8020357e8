"""What is asked of code that is no settings: a mapping that is written there, what runs there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Display, Result
from hidden_state.project.records import ContainerValue, InstanceValue, ScopeId
from hidden_state.project.settings.branches import Branches
from hidden_state.project.settings.given import Site, Tree, tree_of
from hidden_state.project.settings.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Block, ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.settings.conditions import Truth
    from hidden_state.project.settings.namespaces import Namespaces

DUMPING = frozenset({"dict", "model_dump"})


class Elsewhere:
    """Reads any scope as settings are read: production's answer goes before all others."""

    def __init__(self, evaluator: Evaluator, namespaces: Namespaces) -> None:
        """Take who evaluates, and what reads modules and classes."""
        self._evaluator = evaluator
        self._namespaces = namespaces

    def mapping(self, at: ScopeId, expr: ExprUnion, line: int, column: int) -> Tree | None:
        """Return the mapping that EXPR, read in scope AT, is; None if that is not known.

        What is in it stands at LINE and COLUMN where no other place is known.
        """
        found = tree_of(self._namespaces.reader.read(self._view(at, line, column), expr))
        return found or self._dumped(at, expr)

    def mappings(self, at: ScopeId, expr: ExprUnion, line: int, column: int) -> Iterator[Tree]:
        """Yield the mappings in the list that EXPR is, in the same way."""
        for ref in self._evaluator.evaluate(at, expr):
            display = ref.value.display if isinstance(ref.value, ContainerValue) else None
            if isinstance(display, Display) and isinstance(ref.value, ContainerValue):
                found = (self.mapping(ref.value.scope, i, line, column) for i in display.items)
                yield from (tree for tree in found if tree is not None)

    def _dumped(self, at: ScopeId, expr: ExprUnion) -> Tree | None:
        """Return what an object is as a mapping: `Logging().model_dump()`."""
        if not isinstance(expr, Result):
            return None
        func = self._namespaces.reader.scope(at).calls[expr.call].func
        if isinstance(func, Attribute) and func.attr in DUMPING:
            for ref in self._evaluator.evaluate(at, func.value):
                if isinstance(ref.value, InstanceValue):
                    return self._namespaces.of(ref.value.class_id)
        return None

    def may_run(self, at: ScopeId, block: int) -> bool:
        """Whether BLOCK of scope AT runs in production, or nobody knows."""

        def decide(inner: Block, test: ExprUnion) -> Truth:
            return self._namespaces.reader.truth(self._view(at, inner.line, 1), test)

        blocks = self._namespaces.reader.scope(at).blocks
        return not block or Branches(blocks, decide).runs(block).holds is not False

    def _view(self, at: ScopeId, line: int, column: int) -> View:
        names = self._namespaces.of(ScopeId(at.file, 0))
        return View(at, names, Site(at.file, line, column))
