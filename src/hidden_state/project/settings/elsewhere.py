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
    from hidden_state.project.records import Edge
    from hidden_state.project.settings.conditions import Truth
    from hidden_state.project.settings.namespaces import Namespaces

DEEPEST = 3
MOST_CALLERS = 24
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

    def may_run(self, at: ScopeId, block: int, depth: int = 0) -> bool:
        """Whether BLOCK of scope AT runs in production, or nobody knows.

        It does not where nothing that runs calls the function: DEPTH says how far up this is.
        """

        def decide(inner: Block, test: ExprUnion) -> Truth:
            return self._namespaces.reader.truth(self._view(at, inner.line, 1), test)

        blocks = self._namespaces.reader.scope(at).blocks
        if block and Branches(blocks, decide).runs(block).holds is False:
            return False
        edges = [edge for edge in self._evaluator.callers(at) if not edge.weak]
        if depth >= DEEPEST or not edges or any(edge.call < 0 for edge in edges):
            return True
        return any(self._may_call(edge, depth) for edge in edges[:MOST_CALLERS])

    def _may_call(self, edge: Edge, depth: int) -> bool:
        call = self._namespaces.reader.scope(edge.caller).calls[edge.call]
        return self.may_run(edge.caller, call.block, depth + 1)

    def _view(self, at: ScopeId, line: int, column: int) -> View:
        names = self._namespaces.of(ScopeId(at.file, 0))
        return View(at, names, Site(at.file, line, column))
