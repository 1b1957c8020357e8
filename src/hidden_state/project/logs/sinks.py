"""What a configuration of logging writes to disk, and how that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.files.text import NOWHERE, TOKEN
from hidden_state.project.holding import Holding, Use
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hidden_state.logs import LogHandler

NOTHING = ("", "-", "nul")
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


class Configured(NamedTuple):
    """What one configuration writes to files, called `symbol` if it has a name, and who reads it.

    `definition` is where that is reported.
    """

    sinks: tuple[Sink, ...]
    symbol: str
    subject: str
    definition: Span
    use: Use | None = None


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
        _reason(sinks, definition, symbol),
        tuple(dict.fromkeys((*uses, *said))),
    )


def _reason(sinks: Sequence[Sink], definition: Span, symbol: str) -> str:
    """Return in words which handler or option it is, and where it is set up if not there."""
    first = sinks[0]
    told = f"`{first.name if symbol == first.shown else first.shown}`"
    told = told if symbol and first.shown == first.file else f"handler `{first.name}`"
    if first.span[:2] != definition[:2]:
        told = f"{told} of {first.span.path.rpartition('/')[2]}:{first.span.line}"
    more = len({sink.file or sink.name for sink in sinks}) - 1
    told = f"{told}, and {more} more" if more else told
    return f"{told}, by default; set `{first.variable}`" if first.variable else told
