"""Whether a write happens only when something is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import (
    Attribute,
    Call,
    Choice,
    Compare,
    Display,
    Element,
    ExprUnion,
    Item,
    Literal,
    Name,
    Result,
    Scope,
    Write,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import Edge, Place, ScopeId

WHOLE = frozenset({"rebinding", "attribute assignment", "setattr()", "__setattr__()"})
"""Ways to write that replace everything there is, as against adding to it."""
LONG_LIVED = frozenset({"global", "class", "closure", "function", "singleton", "cached"})
MISSING_ERRORS = frozenset(
    {"KeyError", "AttributeError", "NameError", "LookupError", "IndexError", "UnboundLocalError"}
)


def tests_before(scope: Scope, write: Write | Call) -> Iterator[tuple[str, ExprUnion, bool]]:
    """Yield kind and condition of the blocks around WRITE, and of those that left before it.

    The third part says whether the condition was true when the write runs.
    """
    around = []
    number = write.block
    while number > 0:
        block = scope.blocks[number - 1]
        around.append(number)
        if block.test is not None:
            yield block.kind, block.test, True
        number = block.parent
    parents = {0, *around}
    for number, block in enumerate(scope.blocks, 1):
        if (
            block.kind == "if"
            and block.exits
            and block.parent in parents
            and number not in parents
            and block.line < write.line
            and block.test is not None
        ):
            yield "if", block.test, False


def is_final(scope: Scope, block: int) -> bool:
    """Whether a block is, or is inside, a `finally`."""
    while block > 0:
        if scope.blocks[block - 1].kind == "finally":
            return True
        block = scope.blocks[block - 1].parent
    return False


def is_guarded(evaluator: Evaluator, at: ScopeId, write: Write, place: Place) -> bool:
    """Whether WRITE runs only after a look that PLACE does not hold something yet.

    The look may be in the function itself, may be at a flag that the function sets as well, or
    may be in every one of its callers.
    """
    if _is_guarded_here(evaluator, at, write, place):
        return True
    if "[]" in place.path:
        return False
    return runs_once(evaluator, at, write)


def runs_once(evaluator: Evaluator, at: ScopeId, write: Write | Call) -> bool:
    """Whether a write or call is behind a flag that its function sets, or a look of all callers."""
    return _sets_its_flag(evaluator, at, write) or _is_called_once(evaluator, at)


def _sets_its_flag(evaluator: Evaluator, at: ScopeId, write: Write | Call) -> bool:
    """Whether the write is behind a test of another name or field that the same function sets."""
    scope = evaluator.program.scope(at)
    flags = [
        item.target
        for item in scope.writes
        if item is not write and item.how in WHOLE and isinstance(item.target, (Name, Attribute))
    ]
    return any(
        part in flags
        for kind, test, held in tests_before(scope, write)
        if kind not in ("with", "except")
        for part in missing_tests(test, held)
    )


def _is_called_once(evaluator: Evaluator, at: ScopeId) -> bool:
    """Whether every caller first looks whether something long-lived is missing."""
    edges = [edge for edge in evaluator.callers(at) if not edge.weak and edge.caller.scope > 0]
    return bool(edges) and all(_is_behind_look(evaluator, edge) for edge in edges)


def _is_behind_look(evaluator: Evaluator, edge: Edge) -> bool:
    if edge.call < 0:
        return False
    scope = evaluator.program.scope(edge.caller)
    call = scope.calls[edge.call]
    for kind, test, held in tests_before(scope, call):
        if kind in ("with", "except"):
            continue
        for part in missing_tests(test, held):
            for ref in evaluator.evaluate(edge.caller, part):
                if ref.place is not None and (ref.place.kind in LONG_LIVED or ref.place.path):
                    return True
    return False


def _is_guarded_here(evaluator: Evaluator, at: ScopeId, write: Write, place: Place) -> bool:
    scope = evaluator.program.scope(at)
    for kind, test, held in tests_before(scope, write):
        if kind == "except":
            if _names_missing(test):
                return True
        elif kind != "with":
            for part in missing_tests(test, held):
                if _mentions(evaluator, at, scope, part, place, 0):
                    return True
    return False


def _names_missing(test: ExprUnion) -> bool:
    match test:
        case Name(id=name):
            return name in MISSING_ERRORS
        case Display(items=items):
            return any(_names_missing(item) for item in items)
        case _:
            return False


def missing_tests(test: ExprUnion, held: bool) -> Iterator[ExprUnion]:
    """Yield what is missing where TEST was true, or false if not HELD."""
    match test:
        case Compare(op="not", left=left):
            yield from missing_tests(left, not held)
        case Compare(op="is" | "==", left=left, right=Literal(value=None | False)) if held:
            yield left
        case Compare(op="is" | "==", left=left, right=Literal(value=True)) if not held:
            yield left
        case Compare(op="is not" | "!=", left=left, right=Literal(value=None | False)) if not held:
            yield left
        case Compare(op="not in", left=left, right=right) if held:
            yield from (left, right)
        case Compare(op="in", left=left, right=right) if not held:
            yield from (left, right)
        case Choice(options=options):
            for option in options:
                yield from missing_tests(option, held)
        case Name() | Attribute() | Item() | Result() if not held:
            yield test
        case _:
            return


def _mentions(
    evaluator: Evaluator, at: ScopeId, scope: Scope, expr: ExprUnion, place: Place, depth: int
) -> bool:
    """Whether EXPR reads PLACE or something in it."""
    if depth > 6:
        return False
    match expr:
        case Name(id=text):
            if place.kind in ("global", "closure") and not place.path and text == place.name:
                return True
            if _reads(evaluator, at, expr, place):
                return True
            return any(
                _mentions(evaluator, at, scope, binding.value, place, depth + 1)
                for binding in evaluator.program.bindings(at).get(text, ())
            )
        case Attribute(value=value):
            return _reads(evaluator, at, expr, place) or _mentions(
                evaluator, at, scope, value, place, depth + 1
            )
        case Item(value=value) | Element(value=value):
            return _mentions(evaluator, at, scope, value, place, depth + 1)
        case Result(call=number):
            call = scope.calls[number]
            return any(
                _mentions(evaluator, at, scope, part, place, depth + 1)
                for part in (call.func, *call.args)
            )
        case Compare(left=left, right=right):
            return _mentions(evaluator, at, scope, left, place, depth + 1) or _mentions(
                evaluator, at, scope, right, place, depth + 1
            )
        case Choice(options=options):
            return any(_mentions(evaluator, at, scope, item, place, depth + 1) for item in options)
        case _:
            return getattr(expr, "value", None) == _own_name(place)


def _reads(evaluator: Evaluator, at: ScopeId, expr: ExprUnion, place: Place) -> bool:
    """Whether EXPR is the object at PLACE, or an element of it."""
    for ref in evaluator.evaluate(at, expr):
        found = ref.place
        if found is not None and found.root == place.root:
            size = len(place.path)
            if found.path[:size] == place.path and all(s == "[]" for s in found.path[size:]):
                return True
    return False


def _own_name(place: Place) -> str:
    """Return the last name on the way to a place."""
    for step in reversed(place.path):
        if step != "[]":
            return step.strip("[]")
    return place.name


def lock_around(evaluator: Evaluator, at: ScopeId, write: Write) -> str | None:
    """Return the name of the process lock that is held around WRITE."""
    scope = evaluator.program.scope(at)
    for kind, test, _ in tests_before(scope, write):
        if kind == "with":
            for ref in evaluator.evaluate(at, test):
                name = getattr(ref.value, "name", None)
                if isinstance(name, str) and evaluator.models.kind_of(name) == "lock":
                    return _text(test)
    return None


def _text(expr: ExprUnion) -> str:
    match expr:
        case Name(id=name):
            return name
        case Attribute(value=value, attr=attr):
            return f"{_text(value)}.{attr}"
        case _:
            return "lock"
