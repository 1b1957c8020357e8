"""All work that goes on in one instance, each piece once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.work.left import left_work
from hidden_state.project.work.loops import start_up_work
from hidden_state.project.work.queues import Queues
from hidden_state.project.work.schedulers import Schedulers
from hidden_state.project.work.starts import Starts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.holding import Holding
    from hidden_state.project.linked import Linked
    from hidden_state.project.work.effects import Effects
    from hidden_state.project.work.origins import Origins


def going_on(linked: Linked, effects: Effects, origins: Origins) -> Iterator[Holding]:
    """Yield queues, schedulers, the work that serving leaves running, and what start-up does."""
    queues = Queues(linked, effects)
    yield from queues.queues()
    yield from queues.signals()
    schedulers = Schedulers(linked, effects, origins)
    yield from schedulers.holdings()
    known = queues.taken_in | schedulers.run_in
    starts = list(Starts(linked).all())
    yield from left_work(linked, effects, starts, known)
    yield from start_up_work(linked, effects, origins, starts, known)
