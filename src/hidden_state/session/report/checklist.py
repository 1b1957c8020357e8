"""The deployment checklist, answered by what was found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.inventory import Answer, Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hidden_state.finding import Consequences
    from hidden_state.inventory import Reply, SharedStore, State

SURVIVES = frozenset(
    {"HS301", "HS302", "HS303", "HS305", "HS308", "HS701", "HS702", "HS703", "HS704"}
    | {"HS203", "HS501", "HS504", "HS505"}
)
"""Rules about what is lost for users when it does not survive a restart."""
MAY_SURVIVE = frozenset({"HS101", "HS102", "HS103", "HS104", "HS105", "HS106", "HS107"})
"""Rules about memory of which only its owner knows whether it has to survive."""
SESSIONS = frozenset({"HS201", "HS202", "HS203"})
OTHERS_LACK = frozenset(
    {"HS101", "HS102", "HS103", "HS104", "HS105", "HS106", "HS107", "HS108"}
    | {"HS201", "HS202", "HS203", "HS302", "HS303", "HS307", "HS501", "HS505"}
    | {"HS601", "HS602", "HS603", "HS701", "HS702", "HS703", "HS704", "HS801", "HS802", "HS804"}
)
"""Rules about what a request needs, and finds in one instance only."""
OTHERS_MAY_LACK = frozenset({"HS301", "HS305", "HS306", "HS308"})
"""Rules about files of which nobody knows whether another request reads them."""
RUNS_TWICE = frozenset({"HS503", "HS506"})
PINS = "HS902"
PICKLED = re.compile(r"pickle|shelve|dill|joblib", re.IGNORECASE)
MOST_SAID = 3


class Question(NamedTuple):
    """A question: what answers it for certain, what leaves it open, which consequence tells why.

    `reply` is the answer where there is `evidence`, `opposite` where there is none; the opposite
    is the welcome one.
    """

    key: str
    text: str
    reply: Reply
    opposite: Reply
    evident: Callable[[State], bool]
    open: Callable[[State], bool]
    says: Callable[[Consequences], str]
    clean: str


def _never(_state: State) -> bool:
    return False


def _of(codes: frozenset[str]) -> Callable[[State], bool]:
    return lambda state: state.finding.code in codes


def _is_pickled(state: State) -> bool:
    """Whether what STATE keeps is read by the code that wrote it only."""
    finding = state.finding
    if finding.category == "version-coupling":
        return finding.code != PINS
    is_kept = finding.category in ("embedded-db", "local-file")
    return is_kept and PICKLED.search(f"{finding.symbol} {finding.message}") is not None


def _couples(state: State) -> bool:
    finding = state.finding
    return finding.category == "version-coupling" or finding.code in RUNS_TWICE


QUESTIONS: tuple[Question, ...] = (
    Question(
        "local-data",
        "Does it keep data in the instance that must survive a restart?",
        "yes",
        "no",
        _of(SURVIVES),
        _of(MAY_SURVIVE),
        lambda consequences: consequences.instance_loss,
        "nothing was found that is kept in one instance and needed after a restart",
    ),
    Question(
        "sessions",
        "Are sessions kept where every instance finds them?",
        "no",
        "yes",
        _of(SESSIONS),
        _never,
        lambda consequences: consequences.scale_out,
        "no sessions were found in memory or on the disk of an instance",
    ),
    Question(
        "any-instance",
        "Can any instance handle any request?",
        "no",
        "yes",
        _of(OTHERS_LACK),
        _of(OTHERS_MAY_LACK),
        lambda consequences: consequences.scale_out,
        "nothing was found that a request needs and only one instance has",
    ),
    Question(
        "rollback",
        "Is stored data readable after a rollback?",
        "no",
        "yes",
        _is_pickled,
        _never,
        lambda consequences: consequences.rollback,
        "no pickled objects of the application were found in what outlives a release;"
        " migrations of the database are not looked at",
    ),
    Question(
        "two-versions",
        "Can two versions run side by side?",
        "no",
        "yes",
        _couples,
        _never,
        lambda consequences: consequences.rolling_deploy,
        "no jobs were found that each instance runs, no pickled objects that versions share,"
        " no pin to one instance",
    ),
)


def checklist_of(
    states: Sequence[State], shared: Sequence[SharedStore] = (), *, serves: bool = True
) -> Iterator[Answer]:
    """Yield an answer to each question, with the STATES that it rests on, the first one first.

    Where sessions are kept in one of the SHARED stores, that is what the answer rests on.  What
    nobody is known to ask for has no answers.
    """
    for question in QUESTIONS:
        if not serves and not states:
            yield Answer(
                key=question.key,
                question=question.text,
                reply="unknown",
                is_good=False,
                because="nothing was found that serves",
            )
            continue
        evident = [state for state in states if question.evident(state)]
        doubtful = [] if evident else [state for state in states if question.open(state)]
        found = evident or doubtful
        stores = [] if found or question.key != "sessions" else _session_stores(shared)
        reply = question.reply if evident else "unknown" if doubtful else question.opposite
        yield Answer(
            key=question.key,
            question=question.text,
            reply=reply,
            is_good=all(state.acceptance is not None for state in found),
            because=_because(question, evident, doubtful, stores),
            evidence=(
                *(_evidence(state, question) for state in found),
                *(Evidence(path=item.path, line=item.line, text=item.symbol) for item in stores),
            ),
        )


def _session_stores(shared: Iterable[SharedStore]) -> list[SharedStore]:
    """Return what keeps sessions, by what it is or by the setting that chooses it."""
    return [
        item
        for item in shared
        if item.what == "a session store" or item.symbol.startswith("SESSION")
    ]


def _because(
    question: Question,
    evident: Sequence[State],
    doubtful: Sequence[State],
    stores: Sequence[SharedStore],
) -> str:
    found = evident or doubtful
    if stores:
        return f"they are kept in a store that is shared: `{stores[0].symbol}`"
    if not found:
        return question.clean
    names = ", ".join(f"`{state.finding.symbol}`" for state in found[:MOST_SAID])
    more = f" and {len(found) - MOST_SAID} more" if len(found) > MOST_SAID else ""
    accepted = "; all of them accepted" if all(state.acceptance for state in found) else ""
    if doubtful:
        return f"it depends on what is kept in {names}{more}{accepted}"
    return f"{names}{more}{accepted}"


def _evidence(state: State, question: Question) -> Evidence:
    finding = state.finding
    accepted = " (accepted)" if state.acceptance is not None else ""
    text = f"{finding.code} `{finding.symbol}`{accepted}: {question.says(finding.consequences)}"
    return Evidence(path=finding.path, line=finding.line, text=text, state=state.id)
