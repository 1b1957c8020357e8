"""What decides where a resource lives: arguments, later calls, settings, or their absence."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.entries.rows import arguments
from hidden_state.project.evaluation.refs import is_known
from hidden_state.project.records import ConstantValue, Ref
from hidden_state.project.resources.mentions import mentions
from hidden_state.project.resources.tracing import Made
from hidden_state.project.resources.verdicts import Verdict, verdicts
from hidden_state.project.settings.asked import setting_name
from hidden_state.project.settings.given import Tree
from hidden_state.project.settings.winning import is_for_developers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.models.resource import Lives
    from hidden_state.models.tables import ResourceRow
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId
    from hidden_state.project.resources.mentions import Mention
    from hidden_state.project.resources.subjects import Subjects
    from hidden_state.project.settings.lookup import Setting
    from hidden_state.project.state import Span


PART = "part"
SWITCHED_OFF = "cache backend"
"""The kind that keeps nothing in some branches, which says nothing of the others."""


class Decided(NamedTuple):
    """A verdict, and the expression in scope `at` that it rests on; none if it was left out.

    `line` is where a setting gives the value.
    """

    verdict: Verdict
    at: ScopeId
    expr: ExprUnion | None = None
    line: Span | None = None


class Deciders:
    """Finds what decides."""

    def __init__(
        self,
        linked: Linked,
        subjects: Subjects,
        rows: Mapping[str, tuple[ResourceRow, ...]],
    ) -> None:
        """Take the rows whose settings may be asked for."""
        self._evaluator = linked.evaluator
        self._settings = linked.settings
        self._subjects = subjects
        self._rows = rows

    def decide(
        self, row: ResourceRow, at: ScopeId, call: Call, subject: str, number: int
    ) -> Decided | None:
        """Return where the resource of CALL, NUMBER in AT, lives; None where that is not known."""
        later = self._subjects.method_calls(row.later, subject, Made(at, number))
        calls = [(at, call), *((where, other) for where, other, _ in later)]
        present = next(
            (found for where, other in calls for found in self._present(row, where, other)), None
        )
        if present is not None:
            return present
        given = [(where, value) for where, c in calls for value in arguments(c, row.argument)]
        hands_on = any(name == "" for _, other in calls for name, _ in other.keywords)
        if hands_on and row.argument and not given:
            return None
        if not given and row.settings:
            settings = [item for name in row.settings for item in self._settings.values(name)]
            if settings:
                return self._of_settings(row, at, settings)
            given = [
                (mention.at, mention.value)
                for setting in row.settings
                for mention in self._mentions.get(setting, ())
            ]
        if not given:
            return Decided(Verdict(row.default, left_out=True), at)
        return self._of_values(row, given)

    def _present(self, row: ResourceRow, at: ScopeId, call: Call) -> Iterator[Decided]:
        """Yield what an argument decides by being there."""
        options: tuple[tuple[Lives, tuple[int | str, ...]], ...] = (
            ("shared", row.shared_by),
            ("disk", row.disk_by),
            ("memory", row.memory_by),
        )
        for lives, positions in options:
            for value in arguments(call, positions):
                refs = self._evaluator.evaluate(at, value)
                if refs and all(_says_nothing(ref.value) for ref in refs):
                    continue
                yield Decided(Verdict(lives), at, value)

    def _of_settings(
        self, row: ResourceRow, at: ScopeId, settings: list[Setting]
    ) -> Decided | None:
        """Return the first local verdict if all that the settings say is known to be local."""
        first: Decided | None = None
        for setting in settings:
            value = setting.value
            if value is None or isinstance(value, Tree):
                return None
            found = verdicts(self._evaluator, row, [Ref(value)])
            if not found or any(item.lives == "shared" for item in found):
                return None
            verdict = found[0]._replace(variable=found[0].variable or setting.variable)
            first = first or Decided(verdict, at, line=setting.span)
        return first

    def _of_values(
        self, row: ResourceRow, given: list[tuple[ScopeId, ExprUnion]]
    ) -> Decided | None:
        """Return the first local verdict if nothing says that the resource is shared."""
        first: Decided | None = None
        for at, value in given:
            settings = self._read(row, at, value)
            if settings:
                decided = self._of_settings(row, at, settings)
                if decided is None:
                    return None
                first = first or decided
                continue
            for verdict in verdicts(self._evaluator, row, self._evaluator.evaluate(at, value)):
                if verdict.is_brief and row.kind == SWITCHED_OFF:
                    continue
                if verdict.lives == "shared":
                    return None
                first = first or Decided(verdict, at, value)
        if row.kind != PART and any(part is None for item in given for part in self._parts(*item)):
            return None
        return first

    def _read(self, row: ResourceRow, at: ScopeId, value: ExprUnion) -> list[Setting]:
        """Return the settings that an argument which is not known reads: `app.config["CACHE"]`."""
        refs = self._evaluator.evaluate(at, value)
        if any(is_known(ref) for ref in refs):
            return []
        names = {setting_name(self._evaluator.models, ref) for ref in refs}
        return [
            item
            for name in sorted(names - {""})
            for path in (*(f"{name}.{key}" for key in row.keys), name)
            for item in self._settings.values(path)
        ]

    def _parts(self, at: ScopeId, value: ExprUnion) -> Iterator[Decided | None]:
        """Yield where the parts live that a value may be."""
        for where, number, call, subject in self._subjects.makers(at, value):
            for row in self._rows[subject]:
                if row.kind == PART:
                    yield self.decide(row, where, call, subject, number)

    @cached_property
    def _mentions(self) -> dict[str, list[Mention]]:
        wanted = {name for rows in self._rows.values() for row in rows for name in row.settings}
        program = self._evaluator.program
        return {
            name: [mention for mention in found if not is_for_developers(program, mention.at)]
            for name, found in mentions(program, wanted).items()
        }


def _says_nothing(value: object) -> bool:
    """Whether VALUE is None, false or empty."""
    return isinstance(value, ConstantValue) and not value.value
