"""A file as lines, with the places of what is found in it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from hidden_state.logs import LogOption
from hidden_state.scaling import Scaling
from hidden_state.session.deployment.commands import served
from hidden_state.session.deployment.logged import logged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.inventory import ScaleKind
    from hidden_state.models.server import ServerModels
    from hidden_state.scaling import Why
    from hidden_state.session.deployment.commands import Served
    from hidden_state.session.deployment.tree import Branch

WIDEST = 200

Told: TypeAlias = Scaling | LogOption
"""What a file may say: of workers, replicas and stickiness, or of logs."""


class Page:
    """One file, at PATH below the root, and what is known of servers."""

    def __init__(self, path: str, text: str, servers: ServerModels) -> None:
        self.path = path
        self.text = text
        self.servers = servers

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file."""
        return self.text.splitlines()

    @cached_property
    def documents(self) -> list[Branch]:
        """The documents of a file in YAML; broken YAML is a `yaml.YAMLError`."""
        from hidden_state.session.deployment.tree import documents

        return documents(self.text)

    def served(self, words: Sequence[str], first: int, last: int) -> Iterator[Told]:
        """Yield what a command of these WORDS, in the lines FIRST to LAST, says of servers."""
        for item in served(words, self.servers.commands):
            yield self.workers(item, first, last)
        for symbol, file, configures in logged(words, self.servers.commands):
            yield self.log_option(symbol, file, first, last, configures=configures)

    def workers(self, item: Served, first: int, last: int) -> Scaling:
        """Return what a command, or a variable, in the lines FIRST to LAST says of workers."""
        kind: ScaleKind = "one worker" if item.workers == 1 else "many workers"
        return self.scaling(kind, item.symbol, first, last, item.workers, item.target)

    def scaling(
        self,
        kind: ScaleKind,
        symbol: str,
        first: int,
        last: int,
        count: int | None = None,
        target: str = "",
        why: Why = "",
    ) -> Scaling:
        """Return a statement that SYMBOL makes somewhere in the lines FIRST to LAST."""
        line, column = self._place(symbol, first, last)
        text = self.lines[line - 1].strip()[:WIDEST] if line <= len(self.lines) else symbol
        return Scaling(kind, self.path, line, column, symbol, text, count, target, why)

    def log_option(
        self, symbol: str, file: str, first: int, last: int, *, configures: bool = False
    ) -> LogOption:
        """Return that the option SYMBOL, in the lines FIRST to LAST, names FILE for a log."""
        line, column = self._place(symbol, first, last)
        return LogOption(self.path, line, column, symbol, file, configures)

    def _place(self, symbol: str, first: int, last: int) -> tuple[int, int]:
        """Return where SYMBOL, or else its first word, is."""
        for sought in (symbol, symbol.split()[0].split("=")[0] if symbol.split() else symbol):
            for number in range(first, min(last, len(self.lines)) + 1):
                column = self.lines[number - 1].find(sought)
                if column >= 0:
                    return number, column + 1
        return first, 1
