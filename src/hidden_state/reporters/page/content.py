"""What the page shows of an inventory: its records, joined and in the order of reading."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

from hidden_state.finding import Record
from hidden_state.inventory import (
    Application,
    EntryPoint,
    Flow,
    Owner,
    PlanStep,
    Scale,
    Stage,
    State,
)
from hidden_state.reporters.page.families import Family, family_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STAGES: tuple[Stage, ...] = get_args(Stage)


class Arrow(Record, frozen=True, kw_only=True):
    """A flow, the entry point that it begins at, and its number in the application."""

    number: int
    flow: Flow
    entry: EntryPoint


class Card(Record, frozen=True, kw_only=True):
    """A state with what it refers to; `anchor` is the id of its element."""

    anchor: str
    number: int
    state: State
    family: Family
    owner: Owner | None
    scales: tuple[Scale, ...]
    arrows: tuple[Arrow, ...]


class Move(Record, frozen=True, kw_only=True):
    """A step of the plan with its states; `target` is the id of the element with them all."""

    step: PlanStep
    cards: tuple[Card, ...]
    target: str


class Chapter(Record, frozen=True, kw_only=True):
    """The states of one stage of the migration; `anchor` is the id of its element."""

    anchor: str
    title: str
    cards: tuple[Card, ...]


class Content(Record, frozen=True, kw_only=True):
    """An application as the page shows it; `cards` has its states by their ids."""

    number: int
    anchor: str
    application: Application
    cards: dict[str, Card]
    moves: tuple[Move, ...]
    chapters: tuple[Chapter, ...]
    families: tuple[tuple[Family, int], ...]
    files: tuple[str, ...]

    @property
    def accepted(self) -> int:
        """Return how many states are accepted."""
        return sum(card.state.acceptance is not None for card in self.cards.values())

    @property
    def starts(self) -> tuple[EntryPoint, ...]:
        """Return the entry points that reach a state."""
        ids = {arrow.entry.id for card in self.cards.values() for arrow in card.arrows}
        return tuple(entry for entry in self.application.entries if entry.id in ids)

    @property
    def breaking(self) -> tuple[tuple[Scale, int], ...]:
        """Return what is configured that states break under, with the number of these."""
        counts = Counter(scale for card in self.cards.values() for scale in card.scales)
        return tuple(counts.most_common())

    @property
    def broken(self) -> int:
        """Return how many states break under what is configured already."""
        return sum(bool(card.scales) for card in self.cards.values())


def content_of(application: Application, number: int) -> Content:
    """Return APPLICATION, the one with NUMBER of its inventory, as the page shows it."""
    anchor = f"app{number}"
    cards = {card.state.id: card for card in _cards(application, anchor)}
    chapters = tuple(_chapters(application, cards, anchor))
    return Content(
        number=number,
        anchor=anchor,
        application=application,
        cards=cards,
        moves=tuple(_moves(application, cards, anchor)),
        chapters=chapters,
        families=tuple(_families(chapters)),
        files=tuple(sorted({card.state.finding.path for card in cards.values()})),
    )


def _cards(application: Application, anchor: str) -> Iterator[Card]:
    owners = {owner.id: owner for owner in application.owners}
    scales = {scale.id: scale for scale in application.scales}
    arrows = _arrows(application)
    for number, state in enumerate(application.states):
        yield Card(
            anchor=f"{anchor}-state{number}",
            number=number,
            state=state,
            family=family_of(state.finding.category),
            owner=owners.get(state.owner),
            scales=tuple(scales[name] for name in state.broken_by if name in scales),
            arrows=tuple(arrows.get(state.id, ())),
        )


def _arrows(application: Application) -> dict[str, list[Arrow]]:
    """Return the arrows that lead to each state."""
    entries = {entry.id: entry for entry in application.entries}
    arrows: dict[str, list[Arrow]] = {}
    for number, flow in enumerate(application.flows):
        if flow.entry in entries:
            arrow = Arrow(number=number, flow=flow, entry=entries[flow.entry])
            arrows.setdefault(flow.state, []).append(arrow)
    return arrows


def _moves(application: Application, cards: dict[str, Card], anchor: str) -> Iterator[Move]:
    for step in application.plan:
        moved = tuple(cards[name] for name in step.states if name in cards)
        yield Move(step=step, cards=moved, target=_target(anchor, step.stage))


def _target(anchor: str, stage: Stage) -> str:
    return f"{anchor}-{stage.replace(' ', '-')}"


def _chapters(application: Application, cards: dict[str, Card], anchor: str) -> Iterator[Chapter]:
    """Yield the stages that have states: as the plan orders these, then those it leaves out."""
    steps: dict[Stage, PlanStep] = {step.stage: step for step in application.plan}
    stages: list[Stage] = [*steps, *(stage for stage in STAGES if stage not in steps)]
    for stage in stages:
        planned = steps[stage].states if stage in steps else ()
        rank = {name: position for position, name in enumerate(planned)}
        of_stage = [card for card in cards.values() if card.state.stage == stage]
        of_stage.sort(key=lambda card: rank.get(card.state.id, len(rank)))
        if of_stage:
            title = steps[stage].title if stage in steps else stage.capitalize()
            yield Chapter(anchor=_target(anchor, stage), title=title, cards=tuple(of_stage))


def _families(chapters: Iterable[Chapter]) -> Iterator[tuple[Family, int]]:
    """Yield the families and how many states each has, the first to move first."""
    counts = Counter(card.family for chapter in chapters for card in chapter.cards)
    yield from counts.items()
