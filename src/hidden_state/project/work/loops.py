"""Work that every serving process starts as it starts, and that goes on beside the requests."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Choice, Compare, ExprUnion, Name, Result
from hidden_state.project.guards import tests_before
from hidden_state.project.holding import Holding, Use
from hidden_state.project.work.left import deeds_of, how, start_span, work_name
from hidden_state.project.work.words import double_work
from hidden_state.words import words_in

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from hidden_state.facts import Scope
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId
    from hidden_state.project.work.effects import Effects
    from hidden_state.project.work.origins import Origin, Origins
    from hidden_state.project.work.starts import Start

ELECTED = frozenset("leader leadership elected elector primary master acquired".split())


def start_up_work(
    linked: Linked,
    effects: Effects,
    origins: Origins,
    starts: Iterable[Start],
    known: Container[ScopeId],
) -> Iterator[Holding]:
    """Yield what starts with each process, one a work function, where it would be done twice.

    Work that runs one of the KNOWN functions is reported with what these belong to.
    """
    groups: dict[object, list[tuple[Start, Origin]]] = defaultdict(list)
    for start in starts:
        if linked.phases.chain(start.at) is not None or _is_over(linked, start):
            continue
        origin = origins.of_call(start.at, start.call.line, start.call.block)
        if origin is not None:
            groups[start.functions or start.outside].append((start, origin))
    reached = {
        at: set(effects.reach(group[0][0].functions))
        for at, group in groups.items()
        if double_work(deeds_of(effects, group[0][0]))
    }
    for work, reach in reached.items():
        start = groups[work][0][0]
        if not any(function in known for function in reach) and not any(
            start.at in other for outer, other in reached.items() if outer != work
        ):
            yield from _holding(linked, effects, groups[work])


def _is_over(linked: Linked, start: Start) -> bool:
    """Whether the work is done before the process serves: a hook that yields ends it afterwards."""
    return start.is_waited and not linked.evaluator.program.scope(start.at).yields


def _holding(
    linked: Linked, effects: Effects, group: list[tuple[Start, Origin]]
) -> Iterator[Holding]:
    start, origin = group[0]
    lost = double_work(deeds_of(effects, start))
    if not lost or _is_of_one(linked, start):
        return
    symbol = work_name(linked, start)
    yield Holding(
        "loop",
        "memory",
        symbol,
        start.subject,
        start_span(linked, start, symbol),
        f"`{how(start)}`; it {lost}",
        tuple(_use(linked, item, way) for item, way in group),
        origin.entrance,
        origin.confidence,
    )


def _is_of_one(linked: Linked, start: Start) -> bool:
    """Whether only one instance, elected or configured, does the work, by what is tested."""
    program = linked.evaluator.program
    scope = program.scope(start.at)
    tests = [(scope, test) for _, test, _ in tests_before(scope, start.call)]
    for function in start.functions:
        own = program.scope(function)
        tests.extend((own, block.test) for block in own.blocks if block.test is not None)
    return any(not ELECTED.isdisjoint(test_words(where, test)) for where, test in tests)


def test_words(scope: Scope, test: ExprUnion) -> Iterator[str]:
    """Yield the words of the names in a TEST of SCOPE."""
    match test:
        case Name(id=name):
            yield from words_in(name)
        case Attribute(value=value, attr=attr):
            yield from words_in(attr)
            yield from test_words(scope, value)
        case Result(call=number):
            yield from test_words(scope, scope.calls[number].func)
        case Compare(left=left, right=right):
            yield from test_words(scope, left)
            yield from test_words(scope, right)
        case Choice(options=options):
            for option in options:
                yield from test_words(scope, option)
        case _:
            return


def _use(linked: Linked, start: Start, origin: Origin) -> Use:
    call = start.call
    path = linked.evaluator.program.paths[start.at.file]
    return Use(path, call.line, call.column, how(start), origin.steps)
