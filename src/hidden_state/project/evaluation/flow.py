"""What a name is at one line of its function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Binding, ExprUnion, Item, Name
from hidden_state.project.evaluation.names import Names
from hidden_state.project.evaluation.refs import Refs, limited

if TYPE_CHECKING:
    from hidden_state.project.records import ScopeId

SURE = frozenset({"assign", "import"})


class Flow(Names):
    """Reads names as a write sees them."""

    def at_write(self, at: ScopeId, expr: ExprUnion, line: int, block: int) -> Refs:
        """Return what EXPR is at one line: names count from their last sure assignment."""
        if isinstance(expr, Name):
            later = self._since_assignment(at, expr.id, line, block)
            if later is None:
                return self.name(at, expr.id)
            return limited(ref for binding in later for ref in self.bound(at, binding))
        if isinstance(expr, Attribute):
            refs = self.at_write(at, expr.value, line, block)
            parts = (part for ref in refs for part in self.member(ref, expr.attr, at))
            return self._anchored(limited(parts))
        if (
            isinstance(expr, Item)
            and isinstance(expr.value, Name)
            and self._since_assignment(at, expr.value.id, line, block) is not None
        ):
            refs = self.at_write(at, expr.value, line, block)
            return limited(part for ref in refs for part in self.item(ref, expr.key, at))
        return self.evaluate(at, expr)

    def _since_assignment(
        self, at: ScopeId, name: str, line: int, block: int
    ) -> list[Binding] | None:
        """Return a local name's bindings from the last one that surely ran before LINE."""
        scope = self.program.scope(at)
        if name in scope.global_names or name in scope.nonlocal_names:
            return None
        bindings = self.program.bindings(at).get(name, ())
        around = {0}
        while block > 0:
            around.add(block)
            block = scope.blocks[block - 1].parent
        sure = [
            index
            for index, binding in enumerate(bindings)
            if binding.line < line and binding.block in around and binding.how in SURE
        ]
        if not sure:
            return None
        return [binding for binding in bindings[sure[-1] :] if binding.line <= line]
