"""What the script of the page needs of an inventory: small, and each call told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hidden_state.inventory import Owner, SourceStep
    from hidden_state.reporters.page.content import Card, Content


class Node(msgspec.Struct, frozen=True):
    """An entry point or an owner; `note` is told where it is opened."""

    id: str
    name: str
    note: str
    path: str = ""
    line: int = 0


class Spot(msgspec.Struct, frozen=True):
    """A state, with what it is filtered by."""

    id: str
    anchor: str
    symbol: str
    what: str
    code: str
    category: str
    family: str
    colour: str
    confidence: str
    path: str
    line: int
    files: list[str]
    owner: str
    stage: int
    is_accepted: bool
    broken_by: list[str]


class Way(msgspec.Struct, frozen=True):
    """A flow; `steps` are numbers of calls."""

    entry: str
    state: str
    how: str
    steps: list[int]


class Data(msgspec.Struct, frozen=True):
    """One application; `calls` are path, line, function, source."""

    entries: list[Node]
    states: list[Spot]
    owners: list[Node]
    flows: list[Way]
    calls: list[tuple[str, int, str, str]]


def in_script(data: Iterable[Data]) -> str:
    """Return DATA as JSON that may stand in a script element: nothing in it ends that."""
    told = tuple(data)
    try:
        text = msgspec.json.encode(told).decode()
    except UnicodeEncodeError:  # half a surrogate pair, from a string of the source
        import json

        text = json.dumps(msgspec.to_builtins(told))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def data_of(content: Content) -> Data:
    """Return what the script needs of CONTENT."""
    application = content.application
    calls: dict[SourceStep, int] = {}
    return Data(
        entries=[
            Node(entry.id, entry.name, f"{entry.kind}, {entry.verdict}", entry.path, entry.line)
            for entry in application.entries
        ],
        states=[
            _spot(card, stage)
            for stage, chapter in enumerate(content.chapters)
            for card in chapter.cards
        ],
        owners=[
            Node(owner.id, owner.name, "; ".join(filter(None, (owner.cost, _there(owner)))))
            for owner in application.owners
        ],
        flows=[
            Way(flow.entry, flow.state, flow.how, _numbers(flow.steps, calls))
            for flow in application.flows
        ],
        calls=[(step.path, step.line, step.function, step.source) for step in calls],
    )


def _there(owner: Owner) -> str:
    return f"there already: {owner.reuse}" if owner.reuse else ""


def _numbers(steps: Iterable[SourceStep], calls: dict[SourceStep, int]) -> list[int]:
    """Return the numbers of STEPS in CALLS, which gains those that are new."""
    return [calls.setdefault(step, len(calls)) for step in steps]


def _spot(card: Card, stage: int) -> Spot:
    state, finding = card.state, card.state.finding
    return Spot(
        id=state.id,
        anchor=card.anchor,
        symbol=finding.symbol,
        what=state.what,
        code=finding.code,
        category=finding.category,
        family=card.family.name,
        colour=card.family.colour,
        confidence=finding.confidence,
        path=finding.path,
        line=finding.line,
        files=sorted({finding.path, *(write.path for write in finding.writes)}),
        owner=state.owner,
        stage=stage,
        is_accepted=state.acceptance is not None,
        broken_by=[f"{scale.kind}, {scale.path}:{scale.line}" for scale in card.scales],
    )
