"""The way from an entry point to a function."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from hidden_state.project.phases import Phases
from hidden_state.project.records import Edge, EntryPoint, ScopeId

if TYPE_CHECKING:
    from hidden_state.project.calls.graph import CallGraph
    from hidden_state.project.entries.entries import EntryPoints

MODULE = ScopeId(0, 0)
VIEW, HELPER, STORE, START = (ScopeId(0, number) for number in range(1, 5))


def phases(
    edges: dict[ScopeId, list[Edge]],
    runs: dict[ScopeId, str],
    loops: dict[ScopeId, int] | None = None,
) -> Phases:
    """Return the phases of a program with these callers and these entry points."""
    graph = SimpleNamespace(callers=lambda function: edges.get(function, []))
    entries = {
        function: [EntryPoint(function, "route", kind, "f", 1, 0)]
        for function, kind in runs.items()
    }
    points = SimpleNamespace(by_function=entries, loops=loops or {})
    return Phases(cast("CallGraph", graph), cast("EntryPoints", points))


def steps(found: Phases, function: ScopeId) -> list[tuple[ScopeId, int]] | None:
    chain = found.chain(function)
    return None if chain is None else [(step.function, step.line) for step in chain.steps]


def test_entry_point_is_its_own_chain() -> None:
    assert steps(phases({}, {VIEW: "request"}), VIEW) == []


def test_chain_is_the_shortest() -> None:
    edges = {
        STORE: [Edge(HELPER, 0, 7), Edge(VIEW, 0, 3)],
        HELPER: [Edge(VIEW, 0, 4)],
    }
    assert steps(phases(edges, {VIEW: "request"}), STORE) == [(VIEW, 3)]


def test_chain_goes_through_callers() -> None:
    edges = {STORE: [Edge(HELPER, 0, 7)], HELPER: [Edge(VIEW, 0, 4)]}
    assert steps(phases(edges, {VIEW: "task"}), STORE) == [(VIEW, 4), (HELPER, 7)]


def test_chain_ends_in_a_circle() -> None:
    edges = {STORE: [Edge(HELPER, 0, 7)], HELPER: [Edge(STORE, 0, 4)]}
    assert steps(phases(edges, {VIEW: "request"}), STORE) is None


def test_start_up_does_not_serve() -> None:
    found = phases({STORE: [Edge(START, 0, 7)]}, {START: "startup"})
    assert steps(found, STORE) is None
    assert found.is_entry(START)
    assert found.serving_entry(START) is None


def test_module_code_does_not_serve() -> None:
    assert steps(phases({STORE: [Edge(MODULE, 0, 7)]}, {VIEW: "request"}), STORE) is None


def test_weak_edges_count_where_there_is_no_other() -> None:
    edges = {STORE: [Edge(VIEW, 0, 3, weak=True), Edge(HELPER, 0, 7)], HELPER: [Edge(VIEW, 0, 4)]}
    found = phases(edges, {VIEW: "request"})
    chain = found.chain(STORE)
    assert chain is not None
    assert not chain.weak
    assert len(chain.steps) == 2
    edges = {STORE: [Edge(VIEW, 0, 3, weak=True)]}
    weak = phases(edges, {VIEW: "request"}).chain(STORE)
    assert weak is not None
    assert weak.weak


def test_only_serves() -> None:
    runs = {VIEW: "request"}
    assert phases({STORE: [Edge(VIEW, 0, 3)]}, runs).only_serves(STORE)
    assert phases({}, runs).only_serves(VIEW)
    assert not phases({}, runs).only_serves(STORE)
    both = {STORE: [Edge(VIEW, 0, 3), Edge(MODULE, 0, 9)]}
    assert not phases(both, runs).only_serves(STORE)
    registered = {STORE: [Edge(VIEW, 0, 3), Edge(MODULE, 0, 9, argument=0)]}
    assert phases(registered, runs).only_serves(STORE)


def test_what_precedes_the_loop_of_a_consumer_does_not_serve() -> None:
    found = phases(
        {STORE: [Edge(VIEW, 0, 3)], HELPER: [Edge(VIEW, 0, 9)]}, {VIEW: "message"}, {VIEW: 5}
    )
    assert steps(found, STORE) is None
    assert steps(found, HELPER) == [(VIEW, 9)]
    assert found.precedes(VIEW, 4)
    assert not found.precedes(VIEW, 5)
    assert not found.precedes(HELPER, 1)
