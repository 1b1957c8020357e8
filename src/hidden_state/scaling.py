"""What code or configuration says of workers, replicas and stickiness."""

from __future__ import annotations

from typing import Literal

import msgspec

from hidden_state.comment import Acceptance, Comment
from hidden_state.inventory import Scale, ScaleKind
from hidden_state.logs import LogHandler, LogOption

Why = Literal["", "comment", "recreate"]


class Scaling(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One such statement: `symbol` at a line and column, counted from 1; `text` is the line.

    `count` is the number of workers or replicas, None where there are several that nobody counts.
    `target` is what is served, `shop.app:app`, '' where that is not said.  `why` says of one
    replica what shows that there may be no second.
    """

    kind: ScaleKind
    path: str
    line: int
    column: int
    symbol: str
    text: str
    count: int | None = None
    target: str = ""
    why: Why = ""

    @property
    def end_column(self) -> int:
        """The column after the symbol."""
        return self.column + len(self.symbol)


class Variable(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A variable of the environment that a line sets; without a value, to one from elsewhere.

    The line counts from 1.
    """

    name: str
    value: str | None
    line: int


class Assigned(msgspec.Struct, frozen=True, gc=False):
    """What the deployment sets a variable to, and the line that does; None is not known."""

    path: str
    line: int
    value: str | None


class Deployment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one file says that configures a deployment, its comments, and why it is not read.

    `handlers` and `options` say which logs are written to files, `variables` what is set in the
    environment of the application.
    """

    scalings: tuple[Scaling, ...] = ()
    noqa: tuple[Comment, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    fault: str = ""
    handlers: tuple[LogHandler, ...] = ()
    options: tuple[LogOption, ...] = ()
    variables: tuple[Variable, ...] = ()


def scales(scalings: tuple[Scaling, ...]) -> tuple[Scale, ...]:
    """Return SCALINGS as a report says them, in the same order; each `id` is the place."""
    return tuple(
        Scale(
            id=f"{item.path}:{item.line}:{item.column}",
            kind=item.kind,
            path=item.path,
            line=item.line,
            text=item.text,
            count=item.count,
        )
        for item in scalings
    )
