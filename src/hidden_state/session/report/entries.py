"""Entry points with the states and the shared stores that they reach, and their verdicts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hidden_state.inventory import EntryPoint, Flow, SharedStore, SourceStep
from hidden_state.session.report.verdicts import verdict_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from hidden_state.inventory import State
    from hidden_state.survey import Survey


def entries_of(
    survey: Survey,
    states: Sequence[State],
    shared: Sequence[SharedStore],
    visible: Collection[int],
) -> tuple[EntryPoint, ...]:
    """Return the entry points of SURVEY that are VISIBLE by their number, or reach STATES.

    SHARED are the stores of the survey, in its order.
    """
    by_id = {state.id: state for state in states}
    reached: dict[int, list[State]] = defaultdict(list)
    for name, ways in survey.reached.items():
        if name in by_id:
            for way in ways:
                reached[way.entry].append(by_id[name])
    stores: dict[int, list[str]] = defaultdict(list)
    for item, store in zip(survey.shared, shared, strict=True):
        for number in item.entries:
            stores[number].append(store.id)
    return tuple(
        EntryPoint(
            id=f"e{number + 1}",
            kind=served.kind,
            name=served.name,
            path=served.path,
            line=served.line,
            verdict=verdict_of(reached[number], is_shared=bool(stores[number])),
            states=tuple(state.id for state in reached[number]),
            shared=tuple(stores[number]),
        )
        for number, served in enumerate(survey.entries)
        if number in visible or reached[number]
    )


def flows_of(survey: Survey, states: Sequence[State]) -> Iterator[Flow]:
    """Yield the way from every entry point to every one of STATES that it reaches."""
    known: dict[int, tuple[SourceStep, ...]] = {}
    for state in states:
        for reach in survey.reached.get(state.id, ()):
            if reach.node not in known:
                known[reach.node] = tuple(_steps(survey, reach.node))
            yield Flow(
                entry=f"e{reach.entry + 1}", state=state.id, how=reach.how, steps=known[reach.node]
            )


def shared_of(survey: Survey) -> tuple[SharedStore, ...]:
    """Return the stores that instances share."""
    return tuple(
        SharedStore(
            id=f"x{number}", symbol=item.symbol, what=item.what, path=item.path, line=item.line
        )
        for number, item in enumerate(survey.shared, 1)
    )


def frameworks_of(survey: Survey) -> tuple[str, ...]:
    """Return the libraries whose entry points serve, the one with most of them first."""
    counts: Mapping[str, int] = _counted(survey)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def _counted(survey: Survey) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for entry in survey.entries:
        if entry.library:
            counts[entry.library] += 1
    return counts


def _steps(survey: Survey, number: int) -> Iterator[SourceStep]:
    """Yield the calls from node NUMBER on."""
    while number >= 0:
        node = survey.nodes[number]
        line = survey.lines[node.line]
        yield SourceStep(
            path=survey.paths[line.path],
            line=line.line,
            function=survey.functions[node.function],
            source=survey.texts[node.line],
        )
        number = node.after
