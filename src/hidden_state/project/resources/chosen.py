"""Resources that a setting chooses: a cache backend, a session store, a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from hidden_state.project.holding import Holding, Use
from hidden_state.project.resources.asking import Asked, Asking
from hidden_state.project.resources.reasons import reason
from hidden_state.project.resources.settled import Settled, Settling
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.models.tables import ResourceRow
    from hidden_state.project.linked import Linked

    Group: TypeAlias = list[tuple[Settled, tuple[Asked, ...]]]


def chosen_resources(linked: Linked) -> Iterator[Holding]:
    """Yield the resources that settings put in one instance, in a project that serves."""
    if linked.serves:
        yield from _Chosen(linked).all()


class _Chosen:
    """One search for what settings choose."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._settling = Settling(linked)
        self._asking = Asking(linked)

    def all(self) -> Iterator[Holding]:
        """Return one holding for what a library keeps by one setting, however it is asked for."""
        found: dict[tuple[str, str, str, str], Holding] = {}
        for name, rows in self._linked.evaluator.models.chosen.items():
            for row in rows:
                for group in self._groups(name, row):
                    settled = group[0][0]
                    decided = settled.decided or settled.path
                    key = (row.kind, row.library, settled.source.name, decided)
                    holding = self._holding(name, row, group)
                    found[key] = _merged(found[key], holding) if key in found else holding
        return iter(found.values())

    def _groups(self, name: str, row: ResourceRow) -> Iterable[Group]:
        """Return what a row's setting puts in one instance, by where it lives."""
        groups: dict[tuple[str, str], Group] = {}
        for settled in self._settling.of(name, row):
            asked = self._asking.of(row, settled.path) or self._named(settled)
            if asked or not (row.uses or row.wraps or row.attributes or row.bases):
                key = (settled.source.name, settled.verdict.lives)
                groups.setdefault(key, []).append((settled, asked))
        return groups.values()

    def _named(self, settled: Settled) -> tuple[Asked, ...]:
        """Return where another setting names one entry among several as what to use."""
        top, *keys = settled.path.split(".")
        if len(keys) < 2 or keys[0] == "default":
            return ()
        naming = self._linked.settings.naming(settled.source, keys[0], top.lower().rstrip("s"))
        if naming is None or naming.path in self._settling.deciding:
            return ()
        at = naming.span
        return (Asked(Use(at.path, at.line, at.column, "named here"), None, naming.path),)

    def _holding(self, name: str, row: ResourceRow, group: Group) -> Holding:
        """Return one holding for all that a setting puts in one place."""
        settled, _ = group[0]
        asked = [item for _, items in group for item in items]
        uses = [item.use for item in asked]
        symbol = name.partition(".")[0]
        span = settled.setting.span if settled.setting is not None else None
        if span is None or "{" in name:
            first = asked[0]
            symbol, span = first.written, _span(first.use, first.written)
        for other, _ in group[1:]:
            if other.setting is not None:
                at = other.setting.span
                uses.append(Use(at.path, at.line, at.column, "set here too"))
        chain = next((item.chain for item in asked if item.chain is not None), None)
        return Holding(
            row.kind,
            settled.verdict.lives,
            symbol,
            settled.path,
            span,
            reason(settled, self._linked.evaluator.environment),
            tuple(uses),
            self._linked.entrance(chain.entry) if chain is not None else None,
            "likely" if chain is not None and chain.weak else "certain",
            effect=row.effect,
            instead=row.instead,
            documentation=row.documentation,
            library=row.library,
        )


def _merged(first: Holding, second: Holding) -> Holding:
    """Return the first of two holdings that are one, with the uses of both."""
    at = second.definition
    also = Use(at.path, at.line, at.column, "set here too")
    return first._replace(uses=tuple(dict.fromkeys((*first.uses, *second.uses, also))))


def _span(use: Use, written: str) -> Span:
    return Span(use.path, use.line, use.column, use.line, use.column + len(written))
