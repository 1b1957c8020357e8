"""The order in which states move, and why that one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

from hidden_state.inventory import PlanStep, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hidden_state.inventory import EntryPoint, State

STEPS: Mapping[Stage, tuple[str, str]] = {
    "sessions": (
        "Move sessions and their secrets",
        "until every instance knows who is asking, no second instance can be started at all",
    ),
    "uploads": (
        "Move uploads",
        "what users send cannot be made again, and dies with the instance that has it",
    ),
    "caches": (
        "Share the caches, or bound how stale they get",
        "instances that answer the same question differently are what users see first",
    ),
    "files and queues": (
        "Move files, queues, schedulers and work left running",
        "work that is accepted in one instance is lost when it stops, or done once in each",
    ),
    "rest": (
        "Move what is left",
        "each instance has a copy of its own, and they drift apart",
    ),
}
DATABASE = (
    "Move the database to a server, then what is left",
    "what is in the file of one instance no other one sees; start with it if sessions or jobs are"
    " kept there",
)


def plan_of(states: Sequence[State], entries: Iterable[EntryPoint]) -> Iterator[PlanStep]:
    """Yield the steps for STATES that are not accepted; what most of ENTRIES reach comes first.

    Databases come before that, and pins after it.
    """
    reached = Counter(name for entry in entries for name in entry.states)
    for stage in get_args(Stage):
        here = [state for state in states if state.stage == stage and state.acceptance is None]
        here.sort(
            key=lambda state: (
                _urgency(state),
                -reached[state.id],
                state.finding.path,
                state.finding.line,
            )
        )
        if here:
            title, why = STEPS[stage]
            if is_database(here[0]):
                title, why = DATABASE
            names = tuple(state.id for state in here)
            yield PlanStep(stage=stage, title=title, why=why, states=names)


def is_database(state: State) -> bool:
    """Whether STATE is the database of the application."""
    return state.finding.code == "HS701"


def _urgency(state: State) -> int:
    """Return 0 for the database, 2 for a pin, which goes last of all."""
    if is_database(state):
        return 0
    return 2 if state.owner == "platform" else 1
