"""What a report says: the inventory of an application's state; its JSON is this, encoded.

Paths are relative to the working directory, lines count from 1; an `id` is unique in its kind
within one application, and other records refer to it.
"""

from __future__ import annotations

from typing import Literal

from hidden_state.finding import Acceptor, Finding, Record

Verdict = Literal[
    "stateless", "stateless with shared state", "stateful by decision", "hidden state", "unknown"
]
"""`unknown` is what nothing is known to serve requests in: no entry point was found."""
Reply = Literal["yes", "no", "unknown"]
Stage = Literal["sessions", "uploads", "caches", "files and queues", "rest"]
"""Steps of a migration, in the order that most teams need."""
ScaleKind = Literal["one worker", "many workers", "one replica", "many replicas", "sticky sessions"]


class Acceptance(Record, frozen=True, kw_only=True):
    """That the project accepts a state: by what, where that is, why, and until when."""

    by: Acceptor
    path: str
    line: int
    reason: str = ""
    until: str = ""


class Owner(Record, frozen=True, kw_only=True):
    """What should own states: `name` for the picture, `cost` in words; `reuse` is there already."""

    id: str
    name: str
    cost: str
    reuse: str = ""


class State(Record, frozen=True, kw_only=True):
    """One state: what was found, what should own it, and in which step it moves.

    `what` says in a few words what it is, `lives` where: memory or disk.  `owner` is an id;
    `broken_by` are ids of scales under which it breaks already.
    """

    id: str
    what: str
    lives: Literal["memory", "disk"]
    finding: Finding
    owner: str
    stage: Stage
    acceptance: Acceptance | None = None
    broken_by: tuple[str, ...] = ()


class EntryPoint(Record, frozen=True, kw_only=True):
    """What the world calls; `states` and `shared` are ids of what is reached from there."""

    id: str
    kind: str
    name: str
    path: str
    line: int
    verdict: Verdict
    states: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


class SourceStep(Record, frozen=True, kw_only=True):
    """One call on the way from an entry point to a state, and the text of its line."""

    path: str
    line: int
    function: str
    source: str


class Flow(Record, frozen=True, kw_only=True):
    """The shortest way from an entry point to a write or use of a state; `how` in two words."""

    entry: str
    state: str
    how: str
    steps: tuple[SourceStep, ...]


class WarmState(Record, frozen=True, kw_only=True):
    """What every new instance loads or builds at start-up before it can serve."""

    symbol: str
    what: str
    path: str
    line: int


class SharedStore(Record, frozen=True, kw_only=True):
    """An object of the project that is connected to a store which all instances share."""

    id: str
    symbol: str
    what: str
    path: str
    line: int


class Scale(Record, frozen=True, kw_only=True):
    """What code or configuration says of workers, replicas and stickiness; `text` is the line."""

    id: str
    kind: ScaleKind
    path: str
    line: int
    text: str
    count: int | None = None


class Evidence(Record, frozen=True, kw_only=True):
    """What an answer rests on: a place and a sentence; `state` is an id, '' if it is none."""

    path: str
    line: int
    text: str
    state: str = ""


class Answer(Record, frozen=True, kw_only=True):
    """One question of the deployment checklist; `is_good` says whether the reply is welcome."""

    key: str
    question: str
    reply: Reply
    is_good: bool
    because: str
    evidence: tuple[Evidence, ...] = ()


class PlanStep(Record, frozen=True, kw_only=True):
    """A step of the migration: what to do, why now, and the ids of the states under it."""

    stage: Stage
    title: str
    why: str
    states: tuple[str, ...]


class Application(Record, frozen=True, kw_only=True):
    """Everything that a report says of one project."""

    name: str
    root: str
    verdict: Verdict
    because: str
    files: int
    frameworks: tuple[str, ...]
    entries: tuple[EntryPoint, ...]
    states: tuple[State, ...]
    flows: tuple[Flow, ...]
    owners: tuple[Owner, ...]
    warm: tuple[WarmState, ...]
    shared: tuple[SharedStore, ...]
    scales: tuple[Scale, ...]
    checklist: tuple[Answer, ...]
    plan: tuple[PlanStep, ...]


class Inventory(Record, frozen=True, kw_only=True):
    """The report of a run: one application for each project that was named."""

    version: int
    applications: tuple[Application, ...]
    warnings: tuple[str, ...] = ()
