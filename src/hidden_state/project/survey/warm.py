"""What is loaded or built before an instance serves, and kept: models, indexes, data frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Item, Name
from hidden_state.project.records import InstanceValue, ScopeId
from hidden_state.project.resources.naming import dotted
from hidden_state.project.resources.serving_files import serving_files
from hidden_state.project.resources.subjects import Subjects
from hidden_state.project.survey.making import Making
from hidden_state.survey import Loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion, Scope, Write
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import Ref

DEEPEST = 5
MOST_CALLERS = 200
KEPT = frozenset({"global", "class", "cached", "singleton", "closure", "external", "function"})
BAGS = frozenset({"application", "bag", "settings", "registry"})
IMPORT, START, USE = WHEN = ("at import", "at start-up", "on first use")
"""When something is loaded, the earliest first."""


def warm_state(linked: Linked) -> tuple[Loaded, ...]:
    """Return what is loaded and kept, by file and line; each thing once, when it comes first."""
    found: dict[str, Loaded] = {}
    ordered = sorted(
        _Warm(linked).all(), key=lambda pair: (WHEN.index(pair[0]), len(pair[1].symbol))
    )
    for _, item in ordered:
        if not any(f".{item.symbol}".endswith(f".{known}") for known in found):
            found[item.symbol] = item
    return tuple(sorted(found.values(), key=lambda item: (item.path, item.line, item.symbol)))


class _Warm:
    """One search for what is loaded."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        packages = self._program.imported_packages
        self._loaders = {
            name: what
            for name, what in linked.evaluator.models.reports.loaders.items()
            if name.partition(".")[0] in packages
        }

    def all(self) -> Iterator[tuple[str, Loaded]]:
        """Yield what is kept, and when it is loaded."""
        calls = list(Subjects(self._linked, self._loaders).calls())
        loaded = serving_files(self._linked) if calls else frozenset()
        for at, site, _, subject in calls:
            if at.file in loaded:
                what = f"{self._loaders[subject]} by `{subject}`"
                for when, symbol, path, line in self._kept(at, site.call, 0):
                    yield when, Loaded(symbol, f"{what}, {when}", path, line)

    def _kept(self, at: ScopeId, call: int, depth: int) -> Iterator[tuple[str, str, str, int]]:
        """Yield where the result of a CALL of scope AT is kept: when, by what name, path, line."""
        if depth > DEEPEST:
            return
        scope = self._program.scope(at)
        path = self._program.paths[at.file]
        making = Making(scope, call, through_calls=not depth)
        if scope.kind in ("module", "class"):
            owner = f"{scope.name}." if scope.kind == "class" else ""
            for binding in scope.bindings:
                if binding.how == "assign" and making.makes(binding.value):
                    yield IMPORT, owner + binding.name, path, binding.line
            return
        for write in scope.writes:
            if not making.makes(write.value) or _is_inside(making, write):
                continue
            if self._lasts(at, scope, write):
                yield from self._when(at, self._symbol(at, scope, write), path, write.line)
        if any(map(making.makes, scope.returns)):
            if self._evaluator.is_memoised(at):
                yield USE, f"{scope.name}()", path, scope.line
            else:
                yield from self._given_back(at, depth)

    def _given_back(self, at: ScopeId, depth: int) -> Iterator[tuple[str, str, str, int]]:
        for edge in self._linked.graph.callers(at):
            if edge.call >= 0 and edge.argument < 0 and not edge.weak:
                yield from self._kept(edge.caller, edge.call, depth + 1)

    def _lasts(self, at: ScopeId, scope: Scope, write: Write) -> bool:
        """Whether WRITE puts its value where it outlives the function."""
        target = write.target
        if isinstance(target, Name):
            return target.id in scope.global_names or target.id in scope.nonlocal_names
        root = _root(target)
        if isinstance(root, Name) and self._is_given_at_start(at, scope, root.id):
            return True
        while isinstance(target, Item):
            target = target.value
        if isinstance(target, Attribute):
            target = target.value
        return any(map(self._is_long_lived, self._evaluator.evaluate(at, target)))

    def _is_long_lived(self, ref: Ref) -> bool:
        if ref.place is not None and ref.place.kind in KEPT:
            return True
        if isinstance(ref.value, InstanceValue):
            return bool(self._linked.places.kept(ref.value.class_id))
        return self._evaluator.models.kind_of(getattr(ref.value, "name", "")) in BAGS

    def _is_given_at_start(self, at: ScopeId, scope: Scope, name: str) -> bool:
        """Whether start-up gives its function AT the object NAME: the application."""
        entries = self._linked.entries.by_function.get(at, ())
        is_start = any(entry.runs == "startup" for entry in entries)
        return is_start and any(parameter.name == name for parameter in scope.parameters)

    def _symbol(self, at: ScopeId, scope: Scope, write: Write) -> str:
        """Return what WRITE changes: a field by the name of its class."""
        written = dotted_target(write)
        owner = self._program.enclosing_class(at)
        root = _root(write.target)
        if owner is None or not scope.parameters or not isinstance(root, Name):
            return written
        if root.id != scope.parameters[0].name:
            return written
        return self._program.scope(owner).name + written[len(root.id) :]

    def _when(
        self, at: ScopeId, symbol: str, path: str, line: int
    ) -> Iterator[tuple[str, str, str, int]]:
        if self._starts(at):
            yield START, symbol, path, line
        elif self._linked.phases.chain(at) is not None:
            yield USE, symbol, path, line

    def _starts(self, at: ScopeId) -> bool:
        """Whether start-up or an import runs the function AT."""
        seen = {at}
        queue = [at]
        for function in queue:
            entries = self._linked.entries.by_function.get(function, ())
            if any(entry.runs == "startup" for entry in entries):
                return True
            if entries:
                continue
            for edge in self._linked.graph.callers(function):
                if edge.weak:
                    continue
                if edge.caller.scope == 0:
                    return True
                if edge.caller not in seen and len(seen) < MOST_CALLERS:
                    seen.add(edge.caller)
                    queue.append(edge.caller)
        return False


def _is_inside(making: Making, write: Write) -> bool:
    """Whether WRITE changes what is loaded, and keeps nothing."""
    is_name = isinstance(write.target, Name)
    return not is_name and making.makes(_root(write.target))


def _root(expr: ExprUnion) -> ExprUnion:
    """Return the name that a chain of attributes and items begins with."""
    while isinstance(expr, (Attribute, Item)):
        expr = expr.value
    return expr


def dotted_target(write: Write) -> str:
    """Return what a write changes, as it is written."""
    target = write.target
    steps = ""
    while isinstance(target, Item):
        steps += "[]"
        target = target.value
    return dotted(target) + steps
