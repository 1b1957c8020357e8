"""Which assignments of a name a call can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Binding, Call, Scope
    from hidden_state.project.program import Program
    from hidden_state.project.records import ScopeId

GIVING = frozenset({"assign", "with", "for"})


def reaching(program: Program, at: ScopeId, name: str, call: Call) -> list[Binding]:
    """Return the bindings of a local NAME from the last one that surely ran before CALL.

    Empty where no binding is sure, or all of them count.
    """
    scope = program.scope(at)
    if scope.kind in ("module", "class") or name in scope.global_names + scope.nonlocal_names:
        return []
    bindings = program.bindings(at).get(name, ())
    if len(bindings) < 2:
        return []
    around = set(_around(scope, call.block))
    loops = {scope.blocks[number - 1].line for number in around if number}
    sure = [
        number
        for number, binding in enumerate(bindings)
        if binding.how in GIVING
        and binding.line <= call.line
        and (
            binding.line in loops
            if binding.how == "for"
            else binding.block in around and binding.line < call.line
        )
    ]
    if not sure:
        return []
    found = [item for item in bindings[sure[-1] :] if item.line <= call.line]
    return found if len(found) < len(bindings) else []


def _around(scope: Scope, block: int) -> Iterator[int]:
    """Yield a block and those around it, the body of the scope among them."""
    while block > 0:
        yield block
        block = scope.blocks[block - 1].parent
    yield 0
