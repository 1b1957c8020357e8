"""Files that the project only reads: what comes from them is the same in every process."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Call, Entered, ExprUnion, Literal, Name, Result
from hidden_state.project.entries.rows import arguments
from hidden_state.project.records import ExternalValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import ScopeId

WRITING = frozenset("wax+")
MOST_STEPS = 40
LONGEST_CHAIN = 4


class RestingFiles:
    """Says which calls read a file whose name nothing else in the project mentions."""

    def __init__(
        self, evaluator: Evaluator, parts: Callable[[ExprUnion], Iterator[ExprUnion]]
    ) -> None:
        """Take what resolves names, and what an expression is made of."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._parts = parts

    def reads(self, at: ScopeId, call: Call) -> bool:
        """Whether CALL opens or reads such a file, or takes from one that is open."""
        made: Call | None = call
        for _ in range(LONGEST_CHAIN):
            if made is None or self._opens(at, made):
                return made is not None
            made = self._opened(at, made.func.value) if isinstance(made.func, Attribute) else None
        return False

    def _opens(self, at: ScopeId, call: Call) -> bool:
        for ref in self._evaluator.evaluate(at, call.func):
            row = (
                self._evaluator.models.files.get(ref.value.name)
                if isinstance(ref.value, ExternalValue)
                else None
            )
            if row is None or row.does not in ("read", "write") or not row.path:
                continue
            if row.does == "write" and not (row.mode and self._only_reads(call, row.mode)):
                return False
            return self._is_mentioned_once(at, next(arguments(call, row.path), None))
        return False

    def _only_reads(self, call: Call, mode: tuple[int | str, ...]) -> bool:
        given = next(arguments(call, mode), None)
        if given is None:
            return True
        return isinstance(given, Literal) and not WRITING & set(str(given.value))

    def _opened(self, at: ScopeId, expr: ExprUnion) -> Call | None:
        """Return the call that gave an open file, or what was taken from one."""
        if isinstance(expr, Name):
            bindings = self._program.bindings(at).get(expr.id, ())
            expr = bindings[0].value if len(bindings) == 1 else expr
        expr = expr.value if isinstance(expr, Entered) else expr
        return self._program.scope(at).calls[expr.call] if isinstance(expr, Result) else None

    def _is_mentioned_once(self, at: ScopeId, path: ExprUnion | None) -> bool:
        marks = list(self._marks(at, path)) if path is not None else [None]
        named = [mark for mark in marks if mark is not None]
        last = next((mark for mark in reversed(named) if "." in mark), None)
        return None not in marks and last is not None and self._mentions[last] <= 1

    def _marks(self, at: ScopeId, path: ExprUnion) -> Iterator[str | None]:
        """Yield the texts that a path is made of; None for what is not known before it runs."""
        parameters = {item.name for item in self._program.scope(at).parameters}
        queue: list[tuple[ScopeId, ExprUnion]] = [(at, path)]
        for step, (where, expr) in enumerate(queue):
            if step >= MOST_STEPS:
                yield None
                return
            if isinstance(expr, Literal) and isinstance(expr.value, str):
                yield expr.value.rpartition("/")[2]
            elif isinstance(expr, Name):
                owner = self._evaluator.owner(where, expr.id)
                bindings = self._program.bindings(owner).get(expr.id, ())
                if expr.id in parameters or len(bindings) > 1:
                    yield None
                queue.extend((owner, item.value) for item in bindings if item.how == "assign")
            elif isinstance(expr, Result):
                call = self._program.scope(where).calls[expr.call]
                queue.extend((where, item) for item in call.args)
            else:
                queue.extend((where, part) for part in self._parts(expr))

    @property
    def _mentions(self) -> Counter[str]:
        """How often each text with a dot in it is written in the project; counted once."""
        if self._evaluator.mentions is None:
            self._evaluator.mentions = self._counted()
        return self._evaluator.mentions

    def _counted(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for facts in self._program.facts:
            for scope in facts.scopes:
                queue: list[ExprUnion] = [binding.value for binding in scope.bindings]
                queue.extend(item for call in scope.calls for item in call.args)
                queue.extend(value for call in scope.calls for _, value in call.keywords)
                for expr in queue:
                    if isinstance(expr, Literal):
                        if isinstance(expr.value, str) and "." in expr.value:
                            found[expr.value.rpartition("/")[2]] += 1
                    else:
                        queue.extend(self._parts(expr))
        return found
