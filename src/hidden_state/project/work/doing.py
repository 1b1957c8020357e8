"""What calling an outside name does, by the models."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.models.tables import EffectRow

if TYPE_CHECKING:
    from hidden_state.models.doing import Does
    from hidden_state.project.knowledge import Knowledge


class Doings:
    """Looks up what outside names do, and remembers it."""

    def __init__(self, models: Knowledge) -> None:
        """Start with no name asked for."""
        self._models = models
        self._named: dict[str, EffectRow | None] = {}

    def named(self, name: str) -> EffectRow | None:
        """Return what calling NAME does; None where nothing is known of it."""
        if name not in self._named:
            self._named[name] = self._look_up(name)
        return self._named[name]

    def method(self, kind: str, name: str) -> Does | None:
        """Return what the method NAME of an object of KIND does; '' for one that is not known."""
        exact, beginnings = self._patterns.get(kind, ({}, ()))
        found = exact.get(name)
        if found is not None:
            return found
        return next((does for start, does in beginnings if name.startswith(start)), None)

    def _look_up(self, name: str) -> EffectRow | None:
        parts = name.split(".")
        for size in range(len(parts), 0, -1):
            prefix = ".".join(parts[:size])
            row = self._row(prefix)
            if row is not None and (row.does != "nothing" or size == len(parts)):
                return row
            kind = self._models.kind_of(prefix) if size < len(parts) else None
            if kind in self._models.methods:
                return EffectRow(self.method(kind, parts[-1]) or "nothing")
            if row is not None:
                return row
        does = self.method("", parts[-1]) if len(parts) > 1 else None
        return EffectRow(does) if does is not None else None

    def _row(self, name: str) -> EffectRow | None:
        rows = map(self._models.effects.get, self._models.names_of(name))
        return next(filter(None, rows), None)

    @cached_property
    def _patterns(self) -> dict[str, tuple[dict[str, Does], tuple[tuple[str, Does], ...]]]:
        """By kind: what methods of a name do, and of names that begin so, the longest first."""
        found = {}
        for kind, methods in self._models.methods.items():
            exact = {name: does for name, does in methods.items() if not name.endswith("*")}
            starts = sorted(
                ((name[:-1], does) for name, does in methods.items() if name.endswith("*")),
                key=lambda item: -len(item[0]),
            )
            found[kind] = (exact, tuple(starts))
        return found
