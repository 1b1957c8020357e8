"""Verdicts: on an entry point by what it reaches, on an application by all of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hidden_state.session.report.plan import is_database
from hidden_state.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hidden_state.inventory import EntryPoint, State, Verdict

NOTHING_SERVES = (
    "no entry point was found: nothing here serves requests, or no model knows how it does"
)


def verdict_of(states: Sequence[State], *, is_shared: bool) -> Verdict:
    """Return the verdict on what reaches STATES, and, if IS_SHARED, a store that is shared."""
    if any(state.acceptance is None for state in states):
        return "hidden state"
    if states:
        return "stateful by decision"
    return "stateless with shared state" if is_shared else "stateless"


def on_application(
    entries: Sequence[EntryPoint], states: Sequence[State], shared: Sequence[object]
) -> tuple[Verdict, str]:
    """Return the verdict on an application, and why, in a sentence."""
    if not entries and not states:
        return "unknown", NOTHING_SERVES
    verdict = verdict_of(states, is_shared=bool(shared))
    match verdict:
        case "hidden state":
            return verdict, _hidden(entries, states)
        case "stateful by decision":
            return (
                verdict,
                f"{counted(len(states), 'state')} in one instance, each of them accepted",
            )
        case "stateless with shared state":
            stores = counted(len(shared), "connection")
            return (
                verdict,
                f"no state in one instance was found; {stores} to stores that are shared",
            )
        case _:
            return verdict, "no state in one instance was found, nor a store that instances share"


def _hidden(entries: Sequence[EntryPoint], states: Sequence[State]) -> str:
    standing = [state for state in states if state.acceptance is None]
    lives = Counter(state.lives for state in standing)
    places = " and ".join(
        f"{number} {'in memory' if place == 'memory' else 'on disk'}"
        for place, number in sorted(lives.items(), reverse=True)
    )
    hidden = sum(entry.verdict == "hidden state" for entry in entries)
    accepted = len(states) - len(standing)
    also = f"; {accepted} accepted" if accepted else ""
    reach = f", reached from {hidden} of {counted(len(entries), 'entry point')}" if hidden else ""
    database = "; one of them is the database" if any(map(is_database, standing)) else ""
    return f"{counted(len(standing), 'state')} in one instance ({places}){reach}{database}{also}"
