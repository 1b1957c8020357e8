"""What a process calls itself, where serving tells others, or asks whether it is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Compare
from hidden_state.project.holding import Holding
from hidden_state.project.identity.flow import Flow, Spread
from hidden_state.project.identity.grounds import Grounds
from hidden_state.project.identity.origins import origins
from hidden_state.project.records import ScopeId
from hidden_state.project.state import Span
from hidden_state.words import words_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Binding
    from hidden_state.project.holding import Use
    from hidden_state.project.identity.origins import Origin
    from hidden_state.project.linked import Linked
    from hidden_state.project.phases import Chain
    from hidden_state.project.work.effects import Effects

WHO = frozenset("worker instance node owner holder replica process server machine".split())
WHAT = frozenset("id ids uid uuid name identity identifier token key owner holder".split())
TELLING = frozenset({"save", "call", "publish", "query"})


def process_names(linked: Linked) -> Iterator[Holding]:
    """Yield the names that processes give themselves at import, and use while serving."""
    if not linked.serves:
        return
    models = linked.evaluator.models
    weak = {name: key for name, key in models.randoms.items() if not key}
    rows = {**weak, **models.identities}
    flow, grounds = Flow(linked.evaluator), Grounds(linked)
    seen = set()
    for origin in origins(linked.evaluator, rows):
        if origin.at.scope or origin.per_object or not grounds.is_loaded(origin.at.file):
            continue
        spread = flow.spread(origin.at, {origin.call}, set())
        for binding in linked.evaluator.program.scope(origin.at).bindings:
            key = (origin.at, binding.name)
            if key not in seen and spread.holds(binding.value) and _is_who(binding.name):
                seen.add(key)
                yield from _holding(linked, linked.effects, origin, binding)


def _is_who(name: str) -> bool:
    words = words_in(name)
    return bool(words & WHO and words & WHAT)


def _holding(
    linked: Linked, effects: Effects, origin: Origin, binding: Binding
) -> Iterator[Holding]:
    used = sorted(
        _uses(linked, effects, origin.at.file, binding.name),
        key=lambda pair: (pair[0].weak, len(pair[1].chain), pair[1].path, pair[1].line),
    )
    if not used:
        return
    path = linked.evaluator.program.paths[origin.at.file]
    span = Span(path, binding.line, binding.column, binding.line, binding.end_column)
    chain = used[0][0]
    yield Holding(
        "process name",
        "memory",
        binding.name,
        origin.subject,
        span,
        f"`{origin.subject}` at import",
        tuple(dict.fromkeys(use for _, use in used)),
        linked.entrance(chain.entry),
        "likely" if chain.weak else "certain",
    )


def _uses(linked: Linked, effects: Effects, file: int, name: str) -> Iterator[tuple[Chain, Use]]:
    """Yield where serving sends, stores or compares the global NAME of FILE."""
    program = linked.evaluator.program
    for number, known in _known_as(linked, file, name).items():
        for index, scope in enumerate(program.facts[number].scopes):
            own = {binding.name for binding in scope.bindings if binding.how != "import"}
            at = ScopeId(number, index)
            chain = linked.phases.chain(at) if scope.kind == "function" else None
            if chain is not None:
                seen = Spread(at, frozenset(), frozenset(known - own), False, False)
                yield from _used_in(linked, effects, seen, chain)


def _used_in(
    linked: Linked, effects: Effects, seen: Spread, chain: Chain
) -> Iterator[tuple[Chain, Use]]:
    """Yield where a function that CHAIN leads to tells the names in SEEN, or compares them."""
    at = seen.at
    scope = linked.evaluator.program.scope(at)
    for call in scope.calls:
        if any(map(seen.holds, call.given)):
            deed = effects.deed(at, call)
            if deed is not None and deed.does in TELLING:
                yield chain, linked.use(at, call.line, call.column, "told", chain)
    for block in scope.blocks:
        test = block.test
        is_equal = isinstance(test, Compare) and test.op in ("==", "!=")
        if (
            isinstance(test, Compare)
            and is_equal
            and (seen.holds(test.left) or seen.holds(test.right))
        ):
            yield chain, linked.use(at, block.line, 1, "compared", chain)


def _known_as(linked: Linked, file: int, name: str) -> dict[int, set[str]]:
    """Return by file the names under which the global NAME of FILE is known there."""
    program = linked.evaluator.program
    found = {file: {name}}
    for number, bound, imported in program.imports:
        if imported.member != name:
            continue
        if imported.level:
            target = program.modules.relative(imported.module, imported.level, number)[0]
        else:
            target = program.modules.absolute(imported.module, number)
        if target == file:
            found.setdefault(number, set()).add(bound)
    return found
