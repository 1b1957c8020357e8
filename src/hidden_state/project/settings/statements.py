"""What the statements of one scope give settings, in their order and as far as they run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import (
    Attribute,
    Binding,
    Call,
    ExprUnion,
    Imported,
    Item,
    Name,
    Result,
    Write,
)
from hidden_state.project.records import EnvironmentValue, UnknownValue
from hidden_state.project.settings.branches import Branches
from hidden_state.project.settings.given import (
    ABSENT,
    Given,
    Site,
    Tree,
    either,
    merged,
    placed,
    removed,
    tree_of,
    under,
    unknown,
    unless,
)
from hidden_state.project.settings.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from hidden_state.facts import Block, Scope
    from hidden_state.project.records import ScopeId
    from hidden_state.project.settings.conditions import Truth
    from hidden_state.project.settings.reading import Reader

NAMESPACES = frozenset({"globals", "locals", "vars"})

Event = Binding | Write | Call


class Change(NamedTuple):
    """A statement that runs as far as `truth` says, in block number `block`."""

    truth: Truth
    site: Site
    block: int


class Statements:
    """Goes through one scope; `names` is what has been given so far."""

    def __init__(
        self,
        reader: Reader,
        at: ScopeId,
        names: Tree,
        taken: Callable[[int, Imported, bool], Tree | None],
    ) -> None:
        """Start with NAMES; TAKEN gives what importing everything from a module brings.

        It is told the file, the import, and whether the import may fail.
        """
        self._reader = reader
        self._at = at
        self._scope: Scope = reader.scope(at)
        self._taken = taken
        self._branches = Branches(self._scope.blocks, self._decide)
        self.names = names

    def run(self) -> Tree:
        """Return what is given after the last statement."""
        for event in ordered(self._scope):
            truth = self._branches.runs(event.block)
            site = Site(self._at.file, event.line, event.column)
            change = Change(truth, site, event.block)
            if isinstance(event, Binding):
                self._bind(event, change)
            elif isinstance(event, Write):
                self._write(event, change)
            else:
                self._call(event, change)
        return self.names

    def _view(self, site: Site) -> View:
        return View(self._at, self.names, site)

    def _decide(self, block: Block, test: ExprUnion) -> Truth:
        return self._reader.truth(self._view(Site(self._at.file, block.line, 1)), test)

    def _bind(self, binding: Binding, change: Change) -> None:
        name, value = binding.name, binding.value
        if binding.how == "import" and isinstance(value, Imported):
            if name == "*" and change.truth.holds is not False:
                self._take_all(value, change)
            elif value.member is not None:
                self._give([name], self._reader.read(self._view(change.site), value), change)
        elif binding.how == "delete" and change.truth.holds:
            self.names = removed(self.names, [name])
        elif binding.how == "assign":
            self._give([name], self._reader.read(self._view(change.site), value), change)
        elif binding.how == "augment":
            self._extend([name], self._reader.read(self._view(change.site), value), change)
        elif binding.how not in ("annotation", "delete", "import"):
            self._give([name], unknown(change.site), change)

    def _take_all(self, value: Imported, change: Change) -> None:
        kinds = {block.kind for block in self._branches.around(change.block)}
        brought = self._taken(self._at.file, value, bool(kinds & {"try", "if", "else"}))
        if brought is None:
            return
        if change.truth.holds:
            self.names = merged(self.names, brought)
        else:
            for key, givens in brought.entries.items():
                self._give([key], givens, change)

    def _write(self, write: Write, change: Change) -> None:
        path = self._path(write.target, change.site)
        if path is None:
            return
        if write.how == "deletion":
            if change.truth.holds:
                self.names = removed(self.names, path)
        elif write.how in ("item assignment", "attribute assignment"):
            self._give(path, self._reader.read(self._view(change.site), write.value), change)

    def _call(self, call: Call, change: Change) -> None:
        if not isinstance(call.func, Attribute) or change.truth.holds is False:
            return
        if call.func.attr not in ("update", "setdefault", "from_mapping"):
            return
        path = self._path(call.func.value, change.site)
        if path is None:
            return
        view = self._view(change.site)
        if call.func.attr == "setdefault":
            key = self._reader.text(view, call.args[0]) if call.args else None
            if key is not None and not under(self.names, [*path, key]) and len(call.args) > 1:
                self._give([*path, key], self._reader.read(view, call.args[1]), change)
            return
        for argument in call.args:
            tree = tree_of(self._reader.read(view, argument))
            for key, givens in tree.entries.items() if tree is not None else ():
                self._give([*path, key], givens, change)
        for key, value in call.keywords:
            if key:
                self._give([*path, key], self._reader.read(view, value), change)

    def _path(self, target: ExprUnion, site: Site) -> list[str] | None:
        """Return the keys that lead to what a write changes, None if it is no setting."""
        if self.is_root(target):
            return []
        if isinstance(target, Name):
            return self._named(target.id)
        if isinstance(target, Attribute) and self.is_root(target.value):
            return [target.attr]
        if isinstance(target, Item):
            path = self._path(target.value, site)
            key = self._reader.text(self._view(site), target.key)
            return None if path is None or key is None else [*path, key]
        return None

    def _named(self, name: str) -> list[str] | None:
        """Return the path of a setting that is a name of the scope."""
        return [name]

    def is_root(self, expr: ExprUnion) -> bool:
        """Whether EXPR is the namespace itself, as `globals()` is."""
        if not isinstance(expr, Result):
            return False
        func = self._scope.calls[expr.call].func
        return isinstance(func, Name) and func.id in NAMESPACES

    def _extend(self, path: list[str], givens: tuple[Given, ...], change: Change) -> None:
        """Do `x |= {...}` and `x += [...]`."""
        before, added = tree_of(under(self.names, path)), tree_of(givens)
        if before is not None and added is not None:
            self._give(path, (Given(merged(before, added), change.site),), change)
        else:
            self._give(path, either(under(self.names, path), givens), change)

    def _give(self, path: list[str], givens: tuple[Given, ...], change: Change) -> None:
        """Let the setting under PATH have GIVENS, as far as the statement runs."""
        if not path:
            return
        before = under(self.names, path)
        holds, variable = change.truth
        if holds:
            self.names = placed(self.names, path, unless(givens, variable))
        elif holds is None:
            after = self._branches.in_either(change.block, tuple(path), givens)
            if after is None:
                after = either(before or self._absent(change), unless(givens, variable))
            if self._branches.is_without_key(change.block):
                after = _defaulted(before, givens) or after
            self.names = placed(self.names, path, after)
        elif variable and (not before or _is_plain(before)):
            after = before or self._absent(change)
            self.names = placed(self.names, path, unless(after, variable))

    def _absent(self, change: Change) -> tuple[Given, ...]:
        return (Given(ABSENT, change.site),)


def ordered(scope: Scope) -> list[Event]:
    """Return what gives values in a scope, by line and column."""
    events: list[Event] = [*scope.bindings, *scope.writes, *scope.calls]
    return sorted(events, key=lambda event: (event.line, event.column))


def _is_plain(givens: tuple[Given, ...]) -> bool:
    return all(not given.variable for given in givens)


def _defaulted(before: tuple[Given, ...], givens: tuple[Given, ...]) -> tuple[Given, ...]:
    """Return a variable of the environment, read in a `try`, with its default in the `except`."""
    match [given.value for given in before], [given.value for given in givens]:
        case [EnvironmentValue(name, UnknownValue())], [default] if not isinstance(default, tuple):
            return (before[0]._replace(value=EnvironmentValue(name, default)),)
        case _:
            return ()
