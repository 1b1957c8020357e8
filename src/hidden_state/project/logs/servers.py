"""Logs on disk that a server is told to write: on its command line, or in a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.files.text import is_own, parent
from hidden_state.project.logs.mappings import sink, sinks, texts_of
from hidden_state.project.logs.sinks import Configured, Sink, lasts, sink_of
from hidden_state.project.settings.given import tree_of
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hidden_state.logs import LogOption
    from hidden_state.project.linked import Linked
    from hidden_state.project.logs.documents import Documents
    from hidden_state.project.settings.given import Given
    from hidden_state.project.settings.sources import Source


class Servers:
    """Looks for what servers are told."""

    def __init__(self, linked: Linked, documents: Documents, added: Collection[str]) -> None:
        """Take the linked project, the files that configure logging, and names ADDED to lists."""
        self._added = added
        self._linked = linked
        self._paths = linked.evaluator.program.paths
        self._documents = documents

    def all(self) -> Iterator[Configured]:
        """Yield the logs of each file in Python, then those that commands are told, by folder."""
        for pattern, (logs, configures) in self._linked.evaluator.models.servers.logs.items():
            for source in self._linked.settings.files(pattern):
                yield from _together(list(self._assigned(source, logs)))
                for name in configures:
                    yield from self._configured(source, name)
        options: dict[str, list[Configured]] = {}
        for option in self._linked.logs.options:
            found = self._of_option(option)
            if found is not None:
                options.setdefault(_place(option), []).append(found)
        for several in options.values():
            yield from _together(several)

    def _assigned(self, source: Source, names: tuple[str, ...]) -> Iterator[Configured]:
        """Yield what a server's file assigns to NAMES that are paths of logs."""
        for name in names:
            found = sink(name, source.names.entries.get(name, ()), self._paths)
            if found is not None:
                yield Configured((found,), found.shown, name, found.span)

    def _configured(self, source: Source, name: str) -> Iterator[Configured]:
        """Yield what a server's file configures by NAME: a mapping, or the path of a file."""
        givens = source.names.entries.get(name, ())
        tree = tree_of(givens)
        found = (
            tuple(sinks(tree, self._paths, self._added))
            if tree is not None
            else self._named(givens)
        )
        if found:
            span = found[0].span if tree is not None else self._span(givens[0], name)
            yield Configured(found, "", name, span)

    def _named(self, givens: tuple[Given, ...]) -> tuple[Sink, ...]:
        found = [
            sink_of(handler)
            for given, text in zip(givens, texts_of(givens), strict=True)
            for handler in self._documents.meant(text or "", self._paths[given.site.file])
        ]
        return tuple(item for item in found if lasts(item.file))

    def _span(self, given: Given, name: str) -> Span:
        site = given.site
        end = site.column + len(name)
        return Span(self._paths[site.file], site.line, site.column, site.line, end)

    def _of_option(self, option: LogOption) -> Configured | None:
        """Return what a server is told, None where that is no file."""
        end = option.column + len(option.symbol)
        span = Span(option.path, option.line, option.column, option.line, end)
        if option.configures:
            meant = map(sink_of, self._documents.meant(option.file, option.path))
            found = tuple(item for item in meant if lasts(item.file))
            return Configured(found, "", option.symbol, span) if found else None
        if not lasts(option.file):
            return None
        told = Sink(option.symbol, option.file, span)
        return Configured((told,), option.file, option.symbol, span)


def _place(option: LogOption) -> str:
    """Return what tells the logs of a server apart: their folder, or else the file that says so."""
    folder = parent(option.file)
    return folder if is_own(folder) and "$" not in folder else option.path


def _together(several: list[Configured]) -> Iterator[Configured]:
    """Yield what is told of single logs as one, and each configuration."""
    single = [item for item in several if item.symbol]
    if single:
        yield single[0]._replace(sinks=tuple(told for item in single for told in item.sinks))
    yield from (item for item in several if not item.symbol)
