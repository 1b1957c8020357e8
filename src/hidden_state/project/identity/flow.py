"""Where a value goes that was made at random: names, results of calls, what a function returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.identity.mentions import Atom, Mentions, atoms
from hidden_state.project.records import (
    ClassValue,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    Ref,
    ScopeId,
)
from hidden_state.project.sites import last_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator

DEEPEST = 3
MOST_ROUNDS = 8
SHARED = frozenset({"client", "engine", "pool", "query", "table", "cache"})
STORING = frozenset(
    """execute executemany save insert insert_one update_one replace_one find_one_and_update
    get_or_create update_or_create create bulk_create setnx hset hsetnx merge commit put_parameter
    create_secret set_setting save_setting set_config save_config""".split()
)
"""Methods that put something where all instances find it."""
FILING = frozenset("write write_text write_bytes writelines dump safe_dump set_key".split())
READING = frozenset(
    "read read_text read_bytes readline readlines load safe_load load_pem_private_key".split()
)
FACTORIES = frozenset({"default_factory", "factory"})


class Spread(NamedTuple):
    """What of a scope holds the value: the results of `calls`, and `names`.

    `shared` says that it is stored where all instances find it, `filed` that it goes to a file,
    `given` are the calls that get it.
    """

    at: ScopeId
    calls: frozenset[int]
    names: frozenset[str]
    shared: bool
    filed: bool
    given: frozenset[int] = frozenset()

    def holds(self, expr: ExprUnion | None) -> bool:
        """Whether EXPR is the value, or is made of it."""
        names, calls = self.names, self.calls
        return any(atom in names or atom in calls for atom in atoms(expr))

    @property
    def held(self) -> Iterator[Atom]:
        """The names and the calls."""
        yield from self.names
        yield from self.calls


class Flow:
    """Follows values through scopes."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Take what resolves names."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._mentions: dict[ScopeId, Mentions] = {}

    def spread(self, at: ScopeId, calls: set[int], names: set[str], depth: int = 0) -> Spread:
        """Return what of scope AT holds what these CALLS give and these NAMES are."""
        scope = self._program.scope(at)
        mentions = self._mentions_in(at)
        reading = {n for n, call in enumerate(scope.calls) if last_part(call.func) in READING}
        shared = filed = False
        asked: set[int] = set()
        first = 0 if names else min(calls, default=0)
        for _ in range(MOST_ROUNDS):
            found = Spread(at, frozenset(calls), frozenset(names), shared, filed)
            names.update(scope.bindings[number].name for number in mentions.bindings(found.held))
            given = mentions.calls(found.held)
            for number in sorted(reading.union(given)):
                if number < first:
                    continue
                if number in asked or number not in given:
                    if filed and number in reading:
                        calls.add(number)
                    continue
                call = scope.calls[number]
                asked.add(number)
                passes, keeps = self._given(found, call, depth)
                shared = shared or keeps
                filed = filed or last_part(call.func) in FILING
                if passes:
                    calls.add(number)
            if len(calls) == len(found.calls) and len(names) == len(found.names):
                break
        return Spread(at, frozenset(calls), frozenset(names), shared, filed, frozenset(asked))

    def _mentions_in(self, at: ScopeId) -> Mentions:
        found = self._mentions.get(at)
        if found is None:
            found = self._mentions[at] = Mentions(self._program.scope(at))
        return found

    def returns(self, spread: Spread) -> bool:
        """Whether the function that SPREAD is about gives the value back."""
        return any(spread.holds(expr) for expr in self._program.scope(spread.at).returns)

    def _given(self, spread: Spread, call: Call, depth: int) -> tuple[bool, bool]:
        """Return whether CALL, which gets the value, gives it on, and whether it shares it."""
        last = last_part(call.func) or ""
        if last in FILING:
            return False, False
        shares = last in STORING
        passes = bool(last) and (not last[:1].isupper() or self._wraps(spread, call))
        for ref in self._evaluator.evaluate(spread.at, call.func):
            match ref.value:
                case ExternalValue(name) | ExternalInstance(name):
                    owner = name.rpartition(".")[0]
                    kinds = {self._evaluator.models.kind_of(item) for item in (name, owner)}
                    shares = shares or not SHARED.isdisjoint(kinds)
                case ClassValue(class_id):
                    passes = False
                    shares = shares or is_row(self._evaluator, class_id)
                case InstanceValue():
                    passes = False
                case FunctionValue(function, receiver) if depth < DEEPEST:
                    for inner in self._handed_on(spread, call, function, receiver is not None):
                        found = self.spread(function, set(), {inner}, depth + 1)
                        shares = shares or found.shared
                        passes = self.returns(found)
                        if passes:
                            break
                    else:
                        passes = False
                case _:
                    continue
        return passes, shares

    def _wraps(self, spread: Spread, call: Call) -> bool:
        """Whether an object is made of the value itself: `SecretStr(x)`, `Field(default=x)`."""
        return any(spread.holds(value) for value in call.args[:1]) or any(
            is_factory(keyword) or (keyword == "default" and spread.holds(value))
            for keyword, value in call.keywords
        )

    def inner(self, spread: Spread, depth: int = 0) -> Iterator[Spread]:
        """Yield what holds the value in the functions that get it from SPREAD's scope."""
        calls = self._program.scope(spread.at).calls
        for number in self._mentions_in(spread.at).calls(spread.held):
            call = calls[number]
            for ref in self._evaluator.evaluate(spread.at, call.func):
                function, bound = self._function(ref)
                if function is None:
                    continue
                names = set(self._handed_on(spread, call, function, bound))
                if names:
                    found = self.spread(function, set(), names, DEEPEST)
                    yield found
                    if depth < DEEPEST - 1:
                        yield from self.inner(found, depth + 1)

    def _function(self, ref: Ref) -> tuple[ScopeId | None, bool]:
        """Return the function that calling REF runs, and whether its first parameter is bound."""
        match ref.value:
            case FunctionValue(function, receiver):
                return function, receiver is not None
            case ClassValue(class_id):
                return self._evaluator.classes.method(class_id, "__init__"), True
            case _:
                return None, False

    def _handed_on(
        self, spread: Spread, call: Call, function: ScopeId, bound: bool
    ) -> Iterator[str]:
        """Yield the parameters of FUNCTION that CALL gives the value."""
        scope = self._program.scope(function)
        names = [item.name for item in scope.parameters if item.kind == "positional"]
        for position, value in enumerate(call.args):
            if spread.holds(value) and position + bound < len(names):
                yield names[position + bound]
        known = {item.name for item in scope.parameters}
        for keyword, value in call.keywords:
            if keyword in known and spread.holds(value):
                yield keyword


def is_row(evaluator: Evaluator, class_id: ScopeId) -> bool:
    """Whether objects of a class are rows or documents of a database."""
    return any(
        evaluator.models.kind_of(base) == "data"
        for base in evaluator.classes.external_bases(class_id)
    )


def is_factory(keyword: str) -> bool:
    """Whether what is passed by KEYWORD is called for each new object."""
    return keyword in FACTORIES
