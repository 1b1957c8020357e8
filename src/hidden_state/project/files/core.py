"""What tracing remembers, and the questions that its parts ask one another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Name
from hidden_state.project.files import text as texts

if TYPE_CHECKING:
    from hidden_state.facts import ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import ScopeId, Value
    from hidden_state.project.settings.lookup import Settings
    from hidden_state.project.state import Span

DEEPEST = 24


class Named(NamedTuple):
    """A long-lived name that stands for `text`, and where it gets its value."""

    text: str
    symbol: str
    span: Span


class Traced(NamedTuple):
    """A path as text, and the names that it goes by, the last first."""

    text: str
    names: tuple[Named, ...] = ()


class PathMemory(ABC):
    """Remembers the paths of expressions; each part answers some of its questions."""

    def __init__(self, evaluator: Evaluator, settings: Settings | None = None) -> None:
        """Start with nothing traced; SETTINGS tell what folders they name."""
        self.evaluator = evaluator
        self.settings = settings
        self.program = evaluator.program
        self.loose_paths = {
            name.rpartition(".")[2]: row
            for name, row in evaluator.models.paths.items()
            if row.loose
        }
        self.chained = {
            (name.partition(".")[0], name.rpartition(".")[2])
            for name, row in evaluator.models.paths.items()
            if row.loose
        }
        self._memo: dict[tuple[ScopeId, int], Traced] = {}
        self._named: dict[tuple[ScopeId, str], Traced] = {}
        self._set: dict[str, Traced] = {}
        self._active: set[tuple[ScopeId, object]] = set()
        self._kept: list[ExprUnion] = []

    @abstractmethod
    def _trace(self, at: ScopeId, expr: ExprUnion) -> Traced:
        """Return what an expression is that was not asked for before."""

    @abstractmethod
    def name(self, at: ScopeId, name: str) -> Traced:
        """Return the path that NAME, read in scope AT, stands for."""

    @abstractmethod
    def _item(self, at: ScopeId, value: ExprUnion, key: ExprUnion) -> Traced:
        """Return an element of a value."""

    @abstractmethod
    def member(self, value: Value, attr: str) -> Traced | None:
        """Return what an attribute of a module, class or object of the project is."""

    @abstractmethod
    def settled(self, at: ScopeId, expr: ExprUnion) -> Traced | None:
        """Return what settings, the environment or the machine say, None for anything else."""

    def trace(self, at: ScopeId, expr: ExprUnion) -> Traced:
        """Return the path that EXPR, read in scope AT, is; parameters stay tokens."""
        if type(expr) is Name:
            return self.name(at, expr.id)
        key = (at, id(expr))
        found = self._memo.get(key)
        if found is None:
            if key in self._active or len(self._active) > DEEPEST:
                return Traced("{?any|}")
            self._active.add(key)
            try:
                found = self._trace(at, expr)
            finally:
                self._active.discard(key)
            self._kept.append(expr)
            self._memo[key] = found
        return found


def says(text: str) -> tuple[bool, bool]:
    """Order texts by how much they say of where something is."""
    return texts.is_rooted(text), texts.is_path(text)


def best(found: list[Traced]) -> Traced:
    """Return the one that says most of where it is; the first of those that say as much."""
    return max(found, key=lambda item: says(item.text), default=Traced(""))
