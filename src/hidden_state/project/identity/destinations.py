"""Where a secret is kept: names, fields, settings, what signs and encrypts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Display, Item, Literal, Name
from hidden_state.project.classes import receiver_name
from hidden_state.project.entries.rows import arguments
from hidden_state.project.evaluation.refs import APPLICATION
from hidden_state.project.identity.flow import is_row
from hidden_state.project.identity.naming import is_secret
from hidden_state.project.records import ClassValue, ExternalInstance, ExternalValue
from hidden_state.project.resources.naming import dotted
from hidden_state.project.sites import key_text, last_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion, Scope, Write
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.identity.flow import Spread
    from hidden_state.project.records import ScopeId

KEPT, NAMED, FIELD, GIVEN = range(4)
"""How sure it is that the value is kept: by a name or setting, by what looks like one, by an
object, by who gets it."""
STORES = frozenset({"settings", "environment", "application", "bag"})
HOLDERS = frozenset({"app", "application", "config", "settings", "environ", "state"})
DEFAULTING = frozenset({"setdefault", "define", "add_argument", "option", "add_option"})


class Destination(NamedTuple):
    """Where a value ends up; `value` is the expression that brings it, at `line` and `column`.

    `once` says that it is used there, by a function, and not kept.
    """

    rank: int
    symbol: str
    line: int
    column: int
    end_column: int
    value: ExprUnion
    line_of: Call | Write | None = None
    once: bool = False


class Destinations:
    """Finds where secrets are kept, scope by scope."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Take what resolves names."""
        self._evaluator = evaluator
        self._program = evaluator.program

    def of(self, spread: Spread, is_key: bool) -> Iterator[Destination]:
        """Yield where the value that SPREAD tells of is kept; IS_KEY says that it is a key."""
        scope = self._program.scope(spread.at)
        if scope.kind in ("module", "class"):
            yield from self._bound(spread, scope, is_key)
            yield from self._defaults(spread)
        for write in scope.writes:
            if spread.holds(write.value):
                yield from self._written(spread.at, write, is_key)
            elif scope.kind not in ("module", "class"):
                yield from _in_dict(spread, write.value, write)
        for number, call in enumerate(scope.calls):
            if number in spread.given:
                yield from self._called(spread, call)
            elif call.args or call.keywords:
                for value in call.given:
                    yield from _in_dict(spread, value, call)

    def _bound(self, spread: Spread, scope: Scope, is_key: bool) -> Iterator[Destination]:
        if scope.kind == "class" and is_row(self._evaluator, spread.at):
            return
        owner = f"{scope.name}." if scope.kind == "class" else ""
        for number, binding in enumerate(scope.bindings):
            if binding.how not in ("assign", "annotation"):
                continue
            place = (binding.line, binding.column, binding.end_column)
            if spread.holds(binding.value):
                later = scope.bindings[number + 1 :]
                replaced = any(
                    item.name == binding.name and not item.block and not spread.holds(item.value)
                    for item in later
                )
                if is_secret(binding.name, is_key) and not replaced:
                    yield Destination(KEPT, owner + binding.name, *place, binding.value)
            else:
                for key, value in _keys(spread, binding.value):
                    yield Destination(KEPT, key, *place, value)

    def _defaults(self, spread: Spread) -> Iterator[Destination]:
        """Yield the parameters whose default is the value: it is made once, at import."""
        for number, scope in enumerate(self._program.facts[spread.at.file].scopes):
            if scope.parent != spread.at.scope or number == 0:
                continue
            for parameter in scope.parameters:
                value = parameter.default
                if value is not None and spread.holds(value) and is_secret(parameter.name):
                    end = scope.column + len(scope.name)
                    symbol = f"{scope.name}.{parameter.name}"
                    yield Destination(KEPT, symbol, scope.line, scope.column, end, value)

    def _written(self, at: ScopeId, write: Write, is_key: bool) -> Iterator[Destination]:
        match write.target:
            case Name(id=name) if write.how == "rebinding":
                if is_secret(name, is_key):
                    yield _at(KEPT, name, write)
            case Attribute(value=holder, attr=attr) if write.how == "attribute assignment":
                receiver = self._receiver(at)
                if isinstance(holder, Name) and holder.id == receiver:
                    if is_secret(attr, is_key):
                        yield _at(FIELD, f"{self._class_name(at)}.{attr}", write)
                elif is_secret(attr, is_key):
                    yield from self._put(at, holder, dotted(write.target), write)
            case Item(value=holder, key=key) if write.how == "item assignment":
                text = key_text(key)
                if text is not None and is_secret(text):
                    yield from self._put(at, holder, text, write)
            case _:
                return

    def _put(
        self, at: ScopeId, holder: ExprUnion, symbol: str, write: Write
    ) -> Iterator[Destination]:
        """Yield what is put on HOLDER, where that is an application, settings or looks like one."""
        if self._is_kept(at, holder):
            yield _at(KEPT, symbol, write)
        elif last_part(holder) in HOLDERS:
            yield _at(NAMED, symbol, write)

    def _is_kept(self, at: ScopeId, holder: ExprUnion) -> bool:
        """Whether HOLDER outlives the request: an application, settings, a module, a class."""
        for ref in self._evaluator.evaluate(at, holder):
            if ref.place is not None and ref.place.root == APPLICATION:
                return True
            match ref.value:
                case ExternalValue(name) | ExternalInstance(name):
                    if self._evaluator.models.kind_of(name) in STORES:
                        return True
                case ClassValue():
                    return True
                case _:
                    continue
            if ref.place is not None and ref.place.kind in ("global", "class"):
                return True
        return False

    def _called(self, spread: Spread, call: Call) -> Iterator[Destination]:
        last = last_part(call.func) or ""
        named = [
            _given(keyword, call, value)
            for keyword, value in call.keywords
            if is_secret(keyword) and spread.holds(value)
        ]
        if named and not self._makes_row(spread.at, call):
            yield from named
        if last in DEFAULTING or any(keyword == "default" for keyword, _ in call.keywords):
            yield from self._named(spread, call)
        yield from self._modelled(spread, call, last)

    def _modelled(self, spread: Spread, call: Call, last: str) -> Iterator[Destination]:
        """Yield the arguments with which the models say that a call signs or encrypts."""
        for ref in self._evaluator.evaluate(spread.at, call.func):
            if isinstance(ref.value, ExternalValue):
                for name in self._evaluator.models.names_of(ref.value.name):
                    for value in arguments(call, self._evaluator.models.secrets.get(name, ())):
                        if spread.holds(value):
                            kept = _given(last, call, value)
                            yield kept._replace(once=last.islower())

    def _named(self, spread: Spread, call: Call) -> Iterator[Destination]:
        """Yield what `define("cookie_secret", default=...)` and the like name."""
        for value in call.args[:2]:
            if isinstance(value, Literal) and isinstance(value.value, str):
                name = value.value.lstrip("-")
                if is_secret(name):
                    yield _given(name, call, next(filter(spread.holds, call.given), value))
                    return

    def _makes_row(self, at: ScopeId, call: Call) -> bool:
        return any(
            isinstance(ref.value, ClassValue) and is_row(self._evaluator, ref.value.id)
            for ref in self._evaluator.evaluate(at, call.func)
        )

    def _receiver(self, at: ScopeId) -> str | None:
        if self._program.enclosing_class(at) is None:
            return None
        return receiver_name(self._program.scope(at))

    def _class_name(self, at: ScopeId) -> str:
        owner = self._program.enclosing_class(at)
        return self._program.scope(owner).name if owner is not None else ""


def _at(rank: int, symbol: str, write: Write) -> Destination:
    end = write.column + len(symbol)
    return Destination(rank, symbol, write.line, write.column, end, write.value, write)


def _given(symbol: str, call: Call, value: ExprUnion) -> Destination:
    end = call.column + len(symbol)
    return Destination(GIVEN, symbol, call.line, call.column, end, value, call)


def _in_dict(spread: Spread, value: ExprUnion, where: Call | Write) -> Iterator[Destination]:
    if type(value) is not Display:
        return
    for key, item in _keys(spread, value):
        end = where.column + len(key)
        yield Destination(GIVEN, key, where.line, where.column, end, item, where)


def _keys(spread: Spread, value: ExprUnion, depth: int = 0) -> Iterator[tuple[str, ExprUnion]]:
    """Yield the literal keys of a dict written in place under which the value stands."""
    if not isinstance(value, Display) or depth > 3:
        return
    if value.kind == "dict":
        for key, item in zip(value.keys, value.items, strict=False):
            name = key.value if isinstance(key, Literal) else None
            if isinstance(name, str) and is_secret(name) and spread.holds(item):
                yield name, item
            yield from _keys(spread, item, depth + 1)
