"""Resources that a call makes: a limiter, a socket server, a scheduler, a database."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.project.entries.rows import arguments
from hidden_state.project.holding import Holding, Use
from hidden_state.project.resources.mentions import mentions
from hidden_state.project.resources.naming import named, places_of
from hidden_state.project.resources.subjects import Subjects
from hidden_state.project.resources.verdicts import Verdict, verdicts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hidden_state.facts import Call
    from hidden_state.models.tables import ResourceRow
    from hidden_state.project.linked import Linked
    from hidden_state.project.phases import Chain
    from hidden_state.project.records import Place, ScopeId
    from hidden_state.project.resources.mentions import Mention


def made_resources(linked: Linked) -> Iterator[Holding]:
    """Yield the resources that calls make in one instance, in a project that serves."""
    if linked.serves:
        yield from _Made(linked).all()


class _Made:
    """One search for the resources of a project."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._rows = linked.evaluator.models.resources
        self._subjects = Subjects(linked, self._rows)

    def all(self) -> Iterator[Holding]:
        for at, site, call, subject in self._subjects.calls():
            if not self._linked.is_offline(at):
                yield from self._holding(at, call, site.call, subject)

    def _holding(self, at: ScopeId, call: Call, number: int, subject: str) -> Iterator[Holding]:
        row = self._rows[subject]
        places = places_of(self._evaluator, at, number)
        verdict = self._verdict(row, at, call, subject, places)
        if verdict is None or verdict.lives == "shared":
            return
        used = self._used(row, at, call, subject, places)
        if used is None:
            return
        chain, uses = used
        symbol, span = named(self._program, at, call, number, subject)
        yield Holding(
            row.kind,
            verdict.lives,
            symbol,
            subject,
            span,
            reason(row, verdict),
            uses,
            self._linked.entrance(chain.entry) if chain is not None else None,
            effect=row.effect,
            instead=row.instead,
            documentation=row.documentation,
            library=row.library,
        )

    def _verdict(
        self, row: ResourceRow, at: ScopeId, call: Call, subject: str, places: Collection[Place]
    ) -> Verdict | None:
        """Return where the resource lives, None where that cannot be known."""
        if not row.argument and not row.settings:
            return Verdict(row.default)
        calls = [(at, call)]
        later = self._subjects.method_calls(row.later, subject, places)
        calls.extend((where, other) for where, other, _ in later)
        given = [(at, value) for at, call in calls for value in arguments(call, row.argument)]
        if not given:
            if any(name == "" for _, call in calls for name, _ in call.keywords):
                return None
            given = [
                (mention.at, mention.value)
                for setting in row.settings
                for mention in self._mentions.get(setting, ())
            ]
        if not given:
            return Verdict(row.default)
        refs = [self._evaluator.evaluate(at, value) for at, value in given]
        return _local_only(
            [item for found in refs for item in verdicts(self._evaluator, row, found)]
        )

    @cached_property
    def _mentions(self) -> dict[str, list[Mention]]:
        wanted = {setting for row in self._rows.values() for setting in row.settings}
        return mentions(self._program, wanted)

    def _used(
        self, row: ResourceRow, at: ScopeId, call: Call, subject: str, places: Collection[Place]
    ) -> tuple[Chain | None, tuple[Use, ...]] | None:
        """Return the first chain that uses the resource, with its uses; None if nothing does."""
        chain = self._linked.phases.chain(at)
        how = subject.rpartition(".")[2] + "()"
        if chain is not None:
            return chain, (self._linked.use(at, call.line, call.column, how, chain),)
        if not row.uses:
            return None, ()
        found = list(self._subjects.serving_uses(row.uses, subject, places))
        if not found:
            return None
        found.sort(key=lambda pair: (len(pair[1].chain), pair[1].path, pair[1].line))
        return found[0][0], tuple(use for _, use in found)


def reason(row: ResourceRow, verdict: Verdict) -> str:
    """Return in words why a resource is local."""
    decider = next((item for item in row.argument if isinstance(item, str)), "")
    decider = decider or next(iter(row.settings), "")
    if verdict.variable:
        return f"by default; set `{verdict.variable}`"
    if verdict.value:
        return f"`{verdict.value}`"
    return f"`{decider}` is left out" if decider else ""


def _local_only(found: list[Verdict]) -> Verdict | None:
    """Return the first verdict if nothing says that the resource is shared."""
    if not found or any(item.lives == "shared" for item in found):
        return None
    return found[0]
