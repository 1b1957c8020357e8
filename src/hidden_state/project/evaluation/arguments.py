"""What a call passes for a parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Call, Display, ExprUnion
from hidden_state.project.evaluation.core import Evaluation
from hidden_state.project.records import Edge, FunctionValue, Place, Ref, ScopeId
from hidden_state.project.sites import FIRST_KEYWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.evaluation.refs import Refs


class Arguments(Evaluation):
    """Matches arguments with parameters."""

    def argument(self, edge: Edge, callee: ScopeId, name: str) -> Refs:
        """Return what the caller of EDGE passes for parameter NAME of CALLEE."""
        if edge.shift:
            position = self.program.positions(callee).get(name, -1)
            if 0 <= position < edge.shift:
                return (edge.receiver,) if edge.receiver is not None else ()
        elif edge.call < 0:
            return ()
        passed = self.passed(edge, callee, name)
        return self.evaluate(edge.caller, passed) if passed is not None else ()

    def passed(self, edge: Edge, callee: ScopeId, name: str) -> ExprUnion | None:
        """Return the expression that the caller of EDGE passes for a parameter, None if none."""
        if edge.call < 0:
            return None
        position = self.program.positions(callee).get(name, -1) - edge.shift
        call = self.program.facts[edge.caller.file].scopes[edge.caller.scope].calls[edge.call]
        if edge.argument >= 0:
            return _handed_on(edge, call, name, position)
        for keyword, value in call.keywords:
            if keyword == name:
                return value
        return call.args[position] if 0 <= position < len(call.args) else None

    def _substituted(
        self, function: FunctionValue, place: Place, ref: Ref, call: Call | None, at: ScopeId
    ) -> Iterator[Ref]:
        position = self.program.positions(function.id).get(place.name, -1)
        if function.receiver is not None and position == 0:
            base = function.receiver
            moved = base.place.under(place.path) if base.place is not None else None
            yield Ref(base.value if not place.path else ref.value, moved)
            return
        if call is None:
            yield Ref(ref.value)
            return
        position -= 1 if function.receiver is not None else 0
        passed: ExprUnion | None = next(
            (value for keyword, value in call.keywords if keyword == place.name), None
        )
        if passed is None and 0 <= position < len(call.args):
            passed = call.args[position]
        if passed is None:
            yield Ref(ref.value)
            return
        for item in self.evaluate(at, passed):
            moved = item.place.under(place.path) if item.place is not None else None
            yield Ref(item.value if not place.path else ref.value, moved)


def _handed_on(edge: Edge, call: Call, name: str, position: int) -> ExprUnion | None:
    """Return what `partial(f, x)`, `submit(f, x)` or `Thread(target=f, args=(x,))` hands on."""
    keywords = dict(call.keywords)
    if name in keywords and edge.argument < FIRST_KEYWORD:
        return keywords[name]
    given: tuple[ExprUnion, ...] = ()
    if edge.argument < FIRST_KEYWORD:
        given = call.args[edge.argument + 1 :]
    listed = keywords.get("args")
    if listed is not None:
        given = listed.items if isinstance(listed, Display) else ()
    return given[position] if 0 <= position < len(given) else None
