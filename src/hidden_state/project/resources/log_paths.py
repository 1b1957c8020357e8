"""Which file a handler of logs that a call makes writes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.entries.rows import arguments
from hidden_state.project.files import text as texts
from hidden_state.project.resources.deciding import Decided
from hidden_state.project.resources.verdicts import Verdict, verdicts

if TYPE_CHECKING:
    from hidden_state.facts import Call, ExprUnion
    from hidden_state.models.tables import ResourceRow
    from hidden_state.project.files.tracing import Tracing
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId

LOG = "log"


class LogPaths:
    """Follows what handlers are given as other paths of files are followed."""

    def __init__(self, linked: Linked, tracing: Tracing) -> None:
        """Take the linked project, and what follows paths."""
        self._linked = linked
        self._tracing = tracing

    def decide(
        self, row: ResourceRow, at: ScopeId, call: Call, decided: Decided | None
    ) -> Decided | None:
        """Return what is DECIDED of CALL in scope AT, with the path; None where no file is kept.

        What runs only for those who develop keeps none.
        """
        if not self._linked.settings.elsewhere.may_run(at, call.block):
            return None
        for argument in arguments(call, row.argument):
            text = self._tracing.trace(at, argument).text
            if text.startswith(texts.NOWHERE):
                return None
            is_disk = decided is not None and decided.verdict.lives == "disk"
            is_known = texts.is_path(text) or (is_disk and text and not texts.is_open(text))
            if is_known and (is_disk or (decided is None and self._is_path(row, at, argument))):
                variable = decided.verdict.variable if decided is not None else ""
                return Decided(Verdict("disk", texts.shown(text), variable), at, argument)
        return decided

    def _is_path(self, row: ResourceRow, at: ScopeId, argument: ExprUnion) -> bool:
        """Whether nothing but a path function says what an ARGUMENT is."""
        evaluator = self._linked.evaluator
        refs = evaluator.evaluate(at, argument)
        others = [
            ref for ref in refs if getattr(ref.value, "name", "") not in evaluator.models.paths
        ]
        return not others or not verdicts(evaluator, row, others)
