"""An inventory as text: what moves first and why, on the first screen; then all there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.reporters.inventory.digest import (
    CONSEQUENCES,
    mark,
    ordered,
    reaching,
    told_acceptance,
    told_entries,
    told_libraries,
    verdicts,
)
from hidden_state.reporters.text import hint_of, one_line
from hidden_state.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.inventory import Application, EntryPoint, Inventory, State

WIDTH = 80
FIRST = 3
"""States shown under a step of the plan; all of them follow below."""


def render(inventory: Inventory, width: int | None = None) -> str:
    """Return INVENTORY as plain text of at most WIDTH columns; 80 where nothing is said."""
    columns = min(width or WIDTH, 120)
    lines: list[str] = []
    for application in inventory.applications:
        lines.extend(_Text(application, columns).lines())
    return "\n".join(lines).rstrip("\n") + "\n"


class _Text:
    """One application, told in some columns."""

    def __init__(self, application: Application, columns: int) -> None:
        self._application = application
        self._columns = columns
        self._entries = reaching(application)

    def lines(self) -> Iterator[str]:
        application = self._application
        yield one_line(f"{application.name}: {application.verdict.upper()}")
        yield from self._wrapped(f"{application.because}.", 2)
        yield from self._wrapped(f"{told_libraries(application)}.", 2)
        yield from self._scales()
        yield from self._plan()
        yield from self._checklist()
        yield from self._owners()
        yield from self._warm()
        yield from self._shared()
        yield from self._states()
        yield from self._entry_points()
        yield ""

    def _scales(self) -> Iterator[str]:
        for scale in self._application.scales:
            yield from self._wrapped(f"{scale.path}:{scale.line}: {scale.kind}: {scale.text}", 2)

    def _plan(self) -> Iterator[str]:
        plan = self._application.plan
        if not plan:
            return
        by_id = {state.id: state for state in self._application.states}
        yield from ("", "WHAT MOVES FIRST, AND WHY")
        for number, step in enumerate(plan, 1):
            yield from self._wrapped(f"{number}. {step.title} ({len(step.states)}):", 2, 5)
            yield from self._wrapped(f"{step.why}.", 5)
            for name in step.states[:FIRST]:
                yield from self._brief(by_id[name])
            if len(step.states) > FIRST:
                yield f"       and {len(step.states) - FIRST} more, below"

    def _brief(self, state: State) -> Iterator[str]:
        finding = state.finding
        entries = self._entries[state.id]
        reach = f", {counted(len(entries), 'entry point')}" if entries else ""
        place = f"{finding.path}:{finding.line}"
        yield from self._wrapped(
            f"{finding.code} {finding.symbol} ({state.what}{reach}) {place}", 7
        )

    def _checklist(self) -> Iterator[str]:
        yield from ("", "CHECKLIST (a reply in capitals is not welcome)")
        for answer in self._application.checklist:
            yield from self._wrapped(f"{mark(answer):8}{answer.question}", 2, 10)
            yield from self._wrapped(f"{answer.because}", 10)

    def _owners(self) -> Iterator[str]:
        owners = self._application.owners
        if not owners:
            return
        yield from ("", "WHERE IT SHOULD LIVE, AND WHAT THAT COSTS")
        for owner in owners:
            count = sum(state.owner == owner.id for state in self._application.states)
            yield from self._wrapped(
                f"{owner.name} ({counted(count, 'state')}): {owner.cost}", 2, 4
            )
            if owner.reuse:
                yield from self._wrapped(f"there is one already: {owner.reuse}", 4)

    def _warm(self) -> Iterator[str]:
        warm = self._application.warm
        if not warm:
            return
        yield from ("", "WHAT EVERY NEW INSTANCE LOADS BEFORE IT SERVES")
        for item in warm:
            yield from self._wrapped(f"{item.path}:{item.line} {item.symbol} ({item.what})", 2, 4)

    def _shared(self) -> Iterator[str]:
        shared = self._application.shared
        if not shared:
            return
        yield from ("", "SHARED ALREADY")
        for item in shared:
            yield from self._wrapped(f"{item.path}:{item.line} {item.symbol} ({item.what})", 2, 4)

    def _states(self) -> Iterator[str]:
        states = ordered(self._application)
        if not states:
            return
        owners = {owner.id: owner.name for owner in self._application.owners}
        scales = {scale.id: scale for scale in self._application.scales}
        yield from ("", "ALL STATES, IN THE ORDER IN WHICH THEY MOVE")
        for state in states:
            finding = state.finding
            yield ""
            place = f"{finding.path}:{finding.line}"
            yield from self._wrapped(f"{place} {finding.code} {finding.symbol}", 2, 4)
            accepted = f"{told_acceptance(state.acceptance)}" if state.acceptance else ""
            where = f"in {state.lives}" if state.lives == "memory" else "on disk"
            for line in (
                f"{state.what} {where}, {finding.confidence}; owner: {owners[state.owner]}",
                accepted,
                *(
                    f"breaks already: {scales[name].path}:{scales[name].line} {scales[name].text}"
                    for name in state.broken_by
                    if name in scales
                ),
                _writers(self._entries[state.id]),
                *(f"{word}: {getattr(finding.consequences, key)}" for key, word in CONSEQUENCES),
                hint_of(finding),
            ):
                if line:
                    yield from self._wrapped(line, 4, 6)

    def _entry_points(self) -> Iterator[str]:
        entries = self._application.entries
        if not entries:
            return
        yield from ("", "ENTRY POINTS")
        for verdict, count in verdicts(self._application).most_common():
            yield f"  {count:5} {verdict}"
        telling = [entry for entry in entries if entry.states]
        telling.sort(key=lambda entry: -len(entry.states))
        yield from _listed(telling, self._columns)

    def _wrapped(self, text: str, indent: int, later: int | None = None) -> Iterator[str]:
        yield from _lines(one_line(text), self._columns, indent, indent if later is None else later)


def _lines(text: str, columns: int, indent: int, later: int) -> Iterator[str]:
    """Yield TEXT in lines of COLUMNS, words whole, the first and the later ones indented."""
    line = " " * indent
    is_empty = True
    for word in text.split(" "):
        if not is_empty and len(line) + 1 + len(word) > columns:
            yield line
            line, is_empty = " " * later, True
        line += word if is_empty else f" {word}"
        is_empty = False
    yield line.rstrip()


def _writers(entries: Sequence[EntryPoint]) -> str:
    return f"reached from {told_entries(entries)}" if entries else ""


def _listed(entries: Sequence[EntryPoint], columns: int) -> Iterator[str]:
    """Yield ENTRIES, a line each: how many states they reach, what they are, where."""
    for entry in entries:
        line = f"  {len(entry.states):5} {entry.kind} {entry.name}  {entry.path}:{entry.line}"
        yield one_line(line)[: max(columns, len(line))]
