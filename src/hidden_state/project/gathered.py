"""Variables of a consumer's function that gather what message after message brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Element, Item, Literal, Name
from hidden_state.project.phases import Chain
from hidden_state.project.records import AnnotatedValue, ContainerValue, ExternalInstance, ScopeId
from hidden_state.project.state import Span, State, StateWrite
from hidden_state.words import words_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Binding, ExprUnion, Scope, Write
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import EntryPoint

EMPTYING = frozenset({"clear"})
LOOPS = frozenset({"consumer loop", "message handler"})
BOOKS = frozenset("offset offsets assignment assignments lag position positions".split())
DROPPING = frozenset({"deletion", "pop()", "popitem()", "popleft()", "clear()", "discard()"})


def gathered_states(linked: Linked) -> Iterator[State]:
    """Yield the containers made before a loop over messages and filled in it, by function."""
    for at, entries in linked.entries.by_function.items():
        entry = next((item for item in entries if item.runs == "message"), None)
        if entry is None:
            continue
        scope = linked.evaluator.program.scope(at)
        line = linked.entries.loops.get(at) or _stream_line(scope)
        if line:
            yield from _of_function(linked, at, scope, line, entry)


def is_about_messages(state: State) -> bool:
    """Whether a state is about the stream itself: how far this consumer has read."""
    return state.entrance.kind in LOOPS and bool(words_in(state.name) & BOOKS)


def _stream_line(scope: Scope) -> int:
    """Return the line of the loop over what the function is given, 0 if there is none."""
    given = {parameter.name for parameter in scope.parameters}
    lines = [
        binding.line
        for binding in scope.bindings
        if binding.how == "for"
        and isinstance(binding.value, Element)
        and isinstance(binding.value.value, Name)
        and binding.value.value.id in given
    ]
    return min(lines, default=0)


def _of_function(
    linked: Linked, at: ScopeId, scope: Scope, line: int, entry: EntryPoint
) -> Iterator[State]:
    found: dict[str, list[Write]] = {}
    for write in scope.writes:
        name = _root(write.target)
        if write.line >= line and name and write.how not in DROPPING:
            found.setdefault(name, []).append(write)
    for name, writes in found.items():
        bindings = linked.evaluator.program.bindings(at).get(name, [])
        is_made_before = bindings and all(binding.line < line for binding in bindings)
        is_known_elsewhere = name in (*scope.global_names, *scope.nonlocal_names)
        if not is_made_before or is_known_elsewhere or Name(name) in scope.returns:
            continue
        if _is_container(linked, at, name) and not _is_emptied(scope, name):
            yield _state(linked, at, bindings[0], writes, entry)


def _state(
    linked: Linked, at: ScopeId, binding: Binding, writes: list[Write], entry: EntryPoint
) -> State:
    program = linked.evaluator.program
    chain = Chain(entry, (), False)
    uses = [linked.use(at, write.line, write.column, write.how, chain) for write in writes]
    path = program.paths[at.file]
    return State(
        "closure",
        f"{program.scope(at).name}.{binding.name}",
        Span(path, binding.line, binding.column, binding.line, binding.end_column),
        "",
        tuple(
            StateWrite(
                use.path,
                use.line,
                use.column,
                use.how,
                frozenset({"data"}),
                False,
                False,
                None,
                isinstance(write.target, Item) and isinstance(write.target.key, Literal),
                use.chain,
            )
            for use, write in zip(uses, writes, strict=True)
        ),
        frozenset({"data"}),
        linked.entrance(entry),
        "certain",
    )


def _root(target: ExprUnion) -> str:
    """Return the name of the variable that a write fills, '' where it is a field or no name."""
    while isinstance(target, Item):
        target = target.value
    return target.id if isinstance(target, Name) else ""


def _is_container(linked: Linked, at: ScopeId, name: str) -> bool:
    for ref in linked.evaluator.evaluate(at, Name(name)):
        if ref.place is not None:
            return False
        if isinstance(ref.value, ContainerValue | AnnotatedValue):
            return True
        if isinstance(ref.value, ExternalInstance):
            return linked.evaluator.models.kind_of(ref.value.name) == "container"
    return False


def _is_emptied(scope: Scope, name: str) -> bool:
    """Whether a variable is a buffer: it is emptied as a whole."""
    return any(
        isinstance(call.func, Attribute)
        and call.func.attr in EMPTYING
        and call.func.value == Name(name)
        for call in scope.calls
    )
