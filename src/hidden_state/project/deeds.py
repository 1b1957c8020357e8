"""Holdings that are judged by what functions do to the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.memos.remembered import remembered
from hidden_state.project.work.going_on import going_on
from hidden_state.project.work.origins import Origins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.holding import Holding
    from hidden_state.project.linked import Linked


def judged_by_deeds(linked: Linked) -> Iterator[Holding]:
    """Yield the work that goes on in one instance, and what is remembered there."""
    if linked.serves:
        origins = Origins(linked)
        yield from going_on(linked, linked.effects, origins)
        yield from remembered(linked, linked.effects, origins)
