"""Which uses of a resource count."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute
from hidden_state.project.evaluation.texts import HOLE, part_text
from hidden_state.project.guards import tests_before
from hidden_state.project.resources.naming import targets_of
from hidden_state.project.resources.tracing import Made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call
    from hidden_state.models.tables import ResourceRow
    from hidden_state.project.holding import Use
    from hidden_state.project.linked import Linked
    from hidden_state.project.phases import Chain
    from hidden_state.project.records import ScopeId
    from hidden_state.project.resources.subjects import Subjects

DEBUGGING = frozenset({"DEBUG", "debug"})


class Usage:
    """Looks for the uses of resources while serving."""

    def __init__(self, linked: Linked, subjects: Subjects) -> None:
        """Take the linked project and what finds calls."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._subjects = subjects

    def is_brief(self, at: ScopeId, number: int, function: ScopeId | None) -> bool:
        """Whether what call NUMBER of scope AT makes ends with the request that makes it."""
        phases = self._linked.phases
        if function is not None or not (phases.only_serves(at) or phases.chain(at) is not None):
            return False
        places = targets_of(self._evaluator, at, number)
        lasting = any(True for place in places for _ in self._linked.places.land(at, place))
        return not lasting and not self._evaluator.is_memoised(at)

    def of(
        self,
        row: ResourceRow,
        at: ScopeId,
        call: Call,
        subject: str,
        number: int,
        function: ScopeId | None,
    ) -> tuple[Chain | None, tuple[Use, ...]] | None:
        """Return the first chain that uses the resource, with its uses; None if nothing does.

        It is call NUMBER of scope AT; FUNCTION is what it decorates, if it is a decorator.
        """
        if row.uses:
            return self._called(row, subject, Made(at, number))
        chain = self._linked.phases.chain(at if function is None else function)
        how = subject.rpartition(".")[2] + "()"
        if chain is not None:
            if function is not None:
                line = self._evaluator.program.scope(function).line
                return chain, (self._linked.use(function, line, 1, f"@{how[:-2]}", chain),)
            return chain, (self._linked.use(at, call.line, call.column, how, chain),)
        return None if row.acts or function is not None else (None, ())

    def _called(
        self, row: ResourceRow, subject: str, made: Made
    ) -> tuple[Chain, tuple[Use, ...]] | None:
        found = list(self._uses(row, subject, made))
        if not found:
            return None
        found.sort(key=lambda pair: (len(pair[1].chain), pair[1].path, pair[1].line))
        return found[0][0], tuple(dict.fromkeys(use for _, use in found))

    def _uses(self, row: ResourceRow, subject: str, made: Made) -> Iterator[tuple[Chain, Use]]:
        for at, call, method in self._subjects.method_calls(row.uses, subject, made, row.types):
            if row.statements and call.args and not self._states(row, at, call):
                continue
            if self._is_for_debugging(at, call):
                continue
            chain = self._linked.phases.chain(at)
            if chain is not None:
                yield chain, self._linked.use(at, call.line, call.column, f"{method}()", chain)

    def _is_for_debugging(self, at: ScopeId, call: Call) -> bool:
        """Whether a call is made only where `settings.DEBUG` or the like holds."""
        tests = tests_before(self._evaluator.program.scope(at), call)
        return any(
            holds and isinstance(test, Attribute) and test.attr in DEBUGGING
            for _, test, holds in tests
        )

    def _states(self, row: ResourceRow, at: ScopeId, call: Call) -> bool:
        """Whether the first argument of a use is one of the statements that count."""
        for ref in self._evaluator.evaluate(at, call.args[0]):
            text = part_text(ref.value).strip().lower()
            if text != HOLE and any(fnmatchcase(text, known) for known in row.statements):
                return True
        return False
