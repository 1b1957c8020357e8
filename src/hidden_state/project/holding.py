"""A holding: what keeps state in one instance by what it is, not by a write in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hidden_state.finding import Confidence
    from hidden_state.project.state import ChainStep, Entrance, Span


class Use(NamedTuple):
    """A place where serving uses a holding; `how` says it in two words.

    `chain` leads from the entry point to the use, which is its last step.
    """

    path: str
    line: int
    column: int
    how: str
    chain: tuple[ChainStep, ...] = ()


class Holding(NamedTuple):
    """A library's cache, queue, scheduler, database; a file; a secret; work left running.

    `kind` is what rules tell holdings apart by, `lives` is memory or disk, `symbol` what the
    project calls it, `subject` the public name of what was called or set, `reason` why it is
    local, in words ("`storage_uri` is left out").  `entrance` is the entry point that uses it
    first; None where that is start-up or a setting.  `effect` and `instead` come from a model and
    replace what the rule says; `library` chooses the hints.  `purpose` says what it is for,
    `part_of` names what several holdings of a kind are one state of, such as a folder that a
    setting chooses; '' for none.
    """

    kind: str
    lives: str
    symbol: str
    subject: str
    definition: Span
    reason: str = ""
    uses: tuple[Use, ...] = ()
    entrance: Entrance | None = None
    confidence: Confidence = "certain"
    effect: str = ""
    instead: str = ""
    documentation: str = ""
    library: str = ""
    purpose: str = ""
    part_of: str = ""
