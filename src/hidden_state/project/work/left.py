"""Work that serving starts and leaves running."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hidden_state.project.holding import Holding
from hidden_state.project.state import Span
from hidden_state.project.work.words import lost_work

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from hidden_state.models.doing import Does
    from hidden_state.project.linked import Linked
    from hidden_state.project.phases import Chain
    from hidden_state.project.records import ScopeId
    from hidden_state.project.work.effects import Effects
    from hidden_state.project.work.starts import Start


def left_work(
    linked: Linked, effects: Effects, starts: Iterable[Start], known: Container[ScopeId]
) -> Iterator[Holding]:
    """Yield what serving leaves running, one a work function, where something is lost with it.

    Work that runs one of the KNOWN functions is reported with what these belong to.
    """
    groups: dict[object, list[tuple[Start, Chain]]] = defaultdict(list)
    for start in starts:
        chain = linked.phases.chain(start.at)
        if chain is not None and not start.is_ended:
            work = start.functions or start.outside
            groups[work if len(work) == 1 else (start.at, start.number)].append((start, chain))
    telling = [
        group
        for group in groups.values()
        if lost_work(deeds_of(effects, group[0][0]))
        and not any(function in known for function in effects.reach(group[0][0].functions))
    ]
    started = {function for group in telling for function in group[0][0].functions}
    for group in telling:
        if not all(_is_part(start, chain, started) for start, chain in group):
            yield _holding(linked, effects, group)


def _is_part(start: Start, chain: Chain, started: set[ScopeId]) -> bool:
    """Whether the work is started by other work that is reported."""
    way = {start.at, *(step.function for step in chain.steps)}
    return not way.isdisjoint(started.difference(start.functions))


def _holding(linked: Linked, effects: Effects, group: list[tuple[Start, Chain]]) -> Holding:
    program = linked.evaluator.program
    group.sort(key=lambda pair: (program.paths[pair[0].at.file], pair[0].call.line))
    first = group[0][0]
    lost = lost_work(deeds_of(effects, first))
    uses = [
        (chain, linked.use(start.at, start.call.line, start.call.column, how(start), chain))
        for start, chain in group
    ]
    uses.sort(key=lambda pair: (pair[0].weak, len(pair[1].chain), pair[1].path, pair[1].line))
    chain = uses[0][0]
    symbol = work_name(linked, first)
    return Holding(
        "work",
        "memory",
        symbol,
        first.subject,
        start_span(linked, first, symbol),
        f"`{how(first)}`; it {lost}",
        tuple(use for _, use in uses),
        linked.entrance(chain.entry),
        "likely" if chain.weak else "certain",
    )


def deeds_of(effects: Effects, start: Start) -> list[Does]:
    """Return what the work does that is started."""
    found: list[Does] = [deed.does for deed in effects.of(start.functions)]
    return [*found, *(does for name in start.outside for does in effects.of_name(name))]


def work_name(linked: Linked, start: Start) -> str:
    """Return the name of the work: of the function, or of the method with its class."""
    if not start.functions:
        return start.outside[0].rpartition(".")[2]
    program = linked.evaluator.program
    function = start.functions[0]
    scope = program.scope(function)
    if scope.kind == "lambda":
        return start.subject.rpartition(".")[2]
    class_id = program.enclosing_class(function)
    return f"{program.scope(class_id).name}.{scope.name}" if class_id is not None else scope.name


def start_span(linked: Linked, start: Start, symbol: str) -> Span:
    """Return where the work is started."""
    call = start.call
    path = linked.evaluator.program.paths[start.at.file]
    return Span(path, call.line, call.column, call.line, call.column + len(symbol))


def how(start: Start) -> str:
    """Return the way in which work is started, as it is written: `Thread()`."""
    return start.subject.rpartition(".")[2] + "()"
