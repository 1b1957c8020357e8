"""What the forms of a report have in common: numbers, groups, words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hidden_state.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hidden_state.inventory import Acceptance, Answer, Application, EntryPoint, State

SHOWN_ENTRIES = 3
CONSEQUENCES = (
    ("scale_out", "scale-out"),
    ("instance_loss", "instance loss"),
    ("rolling_deploy", "rolling deploy"),
    ("rollback", "rollback"),
)
BY = {"comment": "`# stateful`", "noqa": "`# noqa`", "baseline": "the baseline"}


def reaching(application: Application) -> dict[str, list[EntryPoint]]:
    """Return the entry points of APPLICATION by the states that they reach."""
    found: dict[str, list[EntryPoint]] = {state.id: [] for state in application.states}
    for entry in application.entries:
        for name in entry.states:
            found[name].append(entry)
    return found


def told_entries(
    entries: Sequence[EntryPoint], quoted: Callable[[str], str] = "`{}`".format
) -> str:
    """Return ENTRIES in words: some names, QUOTED, and how many more there are."""
    names = [f"{entry.kind} {quoted(entry.name)}" for entry in entries[:SHOWN_ENTRIES]]
    rest = len(entries) - len(names)
    return ", ".join(names) + (f" and {rest} more" if rest else "")


def told_acceptance(acceptance: Acceptance) -> str:
    """Return in words that a state is accepted: by what, why, until when."""
    until = f" until {acceptance.until}" if acceptance.until else ""
    reason = acceptance.reason or "no reason given"
    where = f"{acceptance.path}:{acceptance.line}"
    return f"accepted{until} by {BY[acceptance.by]} ({where}): {reason}"


def told_libraries(application: Application) -> str:
    """Return in words how much was looked at, and the frameworks that serve."""
    files = counted(application.files, "file")
    entries = counted(len(application.entries), "entry point")
    libraries = ", ".join(application.frameworks[:4])
    return f"{files}, {entries}{': ' if libraries else ''}{libraries}"


def verdicts(application: Application) -> Counter[str]:
    """Return how many entry points have which verdict."""
    return Counter(entry.verdict for entry in application.entries)


def ordered(application: Application) -> list[State]:
    """Return the states in the order in which they move, those that are accepted last."""
    by_id = {state.id: state for state in application.states}
    moving = [by_id.pop(name) for step in application.plan for name in step.states]
    return [*moving, *by_id.values()]


def mark(answer: Answer) -> str:
    """Return the reply of ANSWER, in capitals where it is not welcome."""
    return answer.reply if answer.is_good else answer.reply.upper()
