"""A folder that is used as a queue, as one holding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.files.grouping import Group, named_state
from hidden_state.project.holding import Holding, Use

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hidden_state.project.files.inboxes import Inbox
    from hidden_state.project.files.touches import Touch
    from hidden_state.project.linked import Linked


def as_inbox(linked: Linked, inbox: Inbox, writes: Sequence[Touch]) -> Holding:
    """Return the holding of an INBOX, to which, or out of which, WRITES go."""
    touch = inbox.touch
    found = touch.found
    symbol, span, _ = named_state(linked, Group(inbox.key, (touch,), ()))
    path = linked.evaluator.program.paths[found.at.file]
    how = found.subject.rpartition(".")[2] + "()"
    uses = [Use(path, found.call.line, found.call.column, how, inbox.origin.steps)]
    for write in writes:
        if write.chain is not None:
            call = write.found.call
            name = write.found.subject.rpartition(".")[2] + "()"
            uses.append(linked.use(write.found.at, call.line, call.column, name, write.chain))
    return Holding(
        "inbox",
        "disk",
        symbol,
        found.subject,
        span,
        f"`{how}`; for what is found there, it {inbox.work}",
        tuple(dict.fromkeys(uses)),
        inbox.origin.entrance,
        inbox.origin.confidence,
        purpose="inbox",
    )
