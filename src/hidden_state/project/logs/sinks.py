"""What a configuration of logging writes to disk, and how that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.files.text import NOWHERE, TOKEN
from hidden_state.project.holding import Holding, Use
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hidden_state.logs import LogHandler

NOTHING = ("", "nul")
UNKNOWN = "{}"


class Sink(NamedTuple):
    """Handler `name` writes to FILE, '' where that is not known, as is said at `span`.

    `variable` of the environment may say otherwise.
    """

    name: str
    file: str
    span: Span
    variable: str = ""

    @property
    def shown(self) -> str:
        """What the file is called: its path, or else the handler."""
        return self.file if self.file.replace(UNKNOWN, "").strip("/") else self.name


def lasts(file: str) -> bool:
    """Whether what is written to FILE stays there: it is no device."""
    return not file.startswith(NOWHERE) and file.lower() not in NOTHING


def sink_of(handler: LogHandler) -> Sink:
    """Return what a handler in a file that is no code writes to."""
    end = handler.column + len(handler.file)
    span = Span(handler.path, handler.line, handler.column, handler.line, end)
    return Sink(handler.name, TOKEN.sub(UNKNOWN, handler.file), span)


def holding(
    sinks: Sequence[Sink], symbol: str, subject: str, definition: Span, uses: Iterable[Use] = ()
) -> Holding:
    """Return one log on disk for all SINKS of a configuration, at its DEFINITION.

    SUBJECT is the public name of what is given the configuration; USES come first.
    """
    elsewhere = sinks[0].span[:2] != definition[:2]
    said = [
        Use(sink.span.path, sink.span.line, sink.span.column, "set here")
        for sink in sinks
        if sink.span[:2] != definition[:2]
    ]
    return Holding(
        "log",
        "disk",
        symbol or sinks[0].shown,
        subject,
        definition,
        _reason(sinks, definition, has_symbol=bool(symbol)),
        tuple(dict.fromkeys((*uses, *said))),
        told=sinks[0].span if elsewhere else None,
    )


def _reason(sinks: Sequence[Sink], definition: Span, *, has_symbol: bool) -> str:
    """Return in words which handler it is, and where it is set up if that is elsewhere."""
    first = sinks[0]
    told = f"`{first.shown}`" if has_symbol else f"handler `{first.name}`"
    if first.span[:2] != definition[:2]:
        told = f"{told} of {first.span.path}:{first.span.line}"
    more = len({sink.file or sink.name for sink in sinks}) - 1
    told = f"{told}, and {more} more" if more else told
    return f"{told}, by default; set `{first.variable}`" if first.variable else told
