"""Stretches of code that run while a lock is held."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Item, Result
from hidden_state.project.guards import LONG_LIVED, missing_tests, tests_before
from hidden_state.project.records import ExternalInstance, FunctionValue, Ref, ScopeId
from hidden_state.project.sites import last_part
from hidden_state.words import words_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion, Scope, Write
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import Place

LOCKS = frozenset({"lock", "locks", "mutex"})
OWN = frozenset("print log logging logger output stdout console sqlite".split())
PRESENT = frozenset({"exists", "is_file", "isfile", "is_dir", "isdir"})


class Region(NamedTuple):
    """What runs in scope `at` while `lock`, of the class `subject`, is held: `calls` by number."""

    at: ScopeId
    line: int
    lock: Ref
    subject: str
    calls: tuple[int, ...]
    writes: tuple[Write, ...]


def regions(evaluator: Evaluator) -> Iterator[Region]:
    """Yield what runs under locks, scope by scope."""
    program = evaluator.program
    if not any(_is_lock(name) for name in _made(evaluator)):
        return
    acquiring = {(site.file, site.scope) for site in program.calls_by_name.get("acquire", ())}
    for file, facts in enumerate(program.facts):
        for number, scope in enumerate(facts.scopes):
            if scope.kind == "function":
                at = ScopeId(file, number)
                if scope.blocks:
                    yield from _entered(evaluator, at, scope)
                if (file, number) in acquiring:
                    yield from _acquired(evaluator, at, scope)


def _made(evaluator: Evaluator) -> Iterator[str]:
    """Yield the last names of calls that may make locks."""
    for name in evaluator.program.calls_by_name:
        if words_in(name) & LOCKS:
            yield name


def _is_lock(name: str) -> bool:
    """Whether an outside name is of a lock, and not of a semaphore or a limiter."""
    return bool(words_in(name.rpartition(".")[2]) & LOCKS)


def lock_refs(evaluator: Evaluator, at: ScopeId, expr: ExprUnion) -> Iterator[tuple[Ref, str]]:
    """Yield the locks that EXPR can be, with the names of their classes."""
    made = [
        (ref, ref.value.name)
        for ref in evaluator.evaluate(at, expr)
        if isinstance(ref.value, ExternalInstance)
        and _is_lock(ref.value.name)
        and evaluator.models.kind_of(ref.value.name) == "lock"
    ]
    kept = [pair for pair in made if pair[0].place is not None]
    yield from kept
    if made and not kept and isinstance(expr, Result):
        for place in _registered(evaluator, at, expr):
            yield Ref(made[0][0].value, place), made[0][1]


def _registered(evaluator: Evaluator, at: ScopeId, made: Result) -> Iterator[Place]:
    """Yield the containers in which the function that makes a lock keeps it by key."""
    for ref in evaluator.evaluate(at, evaluator.program.scope(at).calls[made.call].func):
        if not isinstance(ref.value, FunctionValue):
            continue
        for write in evaluator.program.scope(ref.value.id).writes:
            target = write.target.value if isinstance(write.target, Item) else write.target
            if write.how not in ("item assignment", "setdefault()"):
                continue
            for holder in evaluator.evaluate(ref.value.id, target):
                if holder.place is not None:
                    yield holder.place.step("[]")


def _entered(evaluator: Evaluator, at: ScopeId, scope: Scope) -> Iterator[Region]:
    for number, block in enumerate(scope.blocks, 1):
        if block.kind == "with" and block.test is not None:
            for ref, name in lock_refs(evaluator, at, block.test):
                inside = _inside(scope, number)
                calls = tuple(n for n, call in enumerate(scope.calls) if call.block in inside)
                writes = tuple(write for write in scope.writes if write.block in inside)
                yield Region(at, block.line, ref, name, calls, writes)


def _acquired(evaluator: Evaluator, at: ScopeId, scope: Scope) -> Iterator[Region]:
    """Yield what runs between `acquire()` and `release()`."""
    for call in scope.calls:
        func = call.func
        if not isinstance(func, Attribute) or func.attr != "acquire":
            continue
        ends = [
            other.line
            for other in scope.calls
            if other.func == Attribute(func.value, "release") and other.line > call.line
        ]
        for ref, name in lock_refs(evaluator, at, func.value):
            last = max(ends, default=scope.end_line)
            held = range(call.line + 1, last + 1)
            calls = tuple(n for n, item in enumerate(scope.calls) if item.line in held)
            writes = tuple(item for item in scope.writes if item.line in held)
            yield Region(at, call.line, ref, name, calls, writes)


def _inside(scope: Scope, number: int) -> set[int]:
    """Return block NUMBER and those in it."""
    found = {number}
    for inner, block in enumerate(scope.blocks, 1):
        if block.parent in found:
            found.add(inner)
    return found


def is_of_one_process(name: str) -> bool:
    """Whether a lock is named after what each process has for itself: output, an own database."""
    return bool(words_in(name) & OWN)


def made_once(evaluator: Evaluator, region: Region, call: Call) -> bool:
    """Whether CALL, under the lock, runs only where something that is kept is still missing."""
    scope = evaluator.program.scope(region.at)
    for kind, test, held in tests_before(scope, call):
        if kind in ("with", "except", "loop"):
            continue
        for part in missing_tests(test, held):
            if isinstance(part, Result) and last_part(scope.calls[part.call].func) in PRESENT:
                return True
            for ref in evaluator.evaluate(region.at, part):
                if ref.place is not None and (ref.place.kind in LONG_LIVED or ref.place.path):
                    return True
    return False
