"""What is asked of code that is no settings: a mapping that is written there, what runs there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.records import ScopeId
from hidden_state.project.settings.branches import Branches
from hidden_state.project.settings.given import Site, Tree, tree_of
from hidden_state.project.settings.view import View

if TYPE_CHECKING:
    from hidden_state.facts import Block, ExprUnion
    from hidden_state.project.settings.conditions import Truth
    from hidden_state.project.settings.namespaces import Namespaces


class Elsewhere:
    """Reads any scope as settings are read: production's answer goes before all others."""

    def __init__(self, namespaces: Namespaces) -> None:
        """Take what reads modules and classes."""
        self._namespaces = namespaces

    def mapping(self, at: ScopeId, expr: ExprUnion, line: int, column: int) -> Tree | None:
        """Return the mapping that EXPR, read in scope AT, is; None if that is not known.

        What is in it stands at LINE and COLUMN where no other place is known.
        """
        return tree_of(self._namespaces.reader.read(self._view(at, line, column), expr))

    def may_run(self, at: ScopeId, block: int) -> bool:
        """Whether BLOCK of scope AT runs in production, or nobody knows."""

        def decide(inner: Block, test: ExprUnion) -> Truth:
            return self._namespaces.reader.truth(self._view(at, inner.line, 1), test)

        blocks = self._namespaces.reader.scope(at).blocks
        return not block or Branches(blocks, decide).runs(block).holds is not False

    def _view(self, at: ScopeId, line: int, column: int) -> View:
        names = self._namespaces.of(ScopeId(at.file, 0))
        return View(at, names, Site(at.file, line, column))
