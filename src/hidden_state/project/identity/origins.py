"""Calls that give another value in each process."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.identity.flow import is_factory
from hidden_state.project.records import ExternalValue, ScopeId
from hidden_state.project.sites import FIRST_KEYWORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.sites import CallSite


class Origin(NamedTuple):
    """Call `call` of scope `at` gives what `subject`, at `path` and `line`, made at random.

    `is_key` says that it can only be a key, `per_object` that it is made for each object of a
    class, `filed` that it is kept in a file, `depth` how many functions handed it back.
    """

    at: ScopeId
    call: int
    subject: str
    path: str
    line: int
    column: int
    is_key: bool
    per_object: bool = False
    filed: bool = False
    depth: int = 0


def origins(evaluator: Evaluator, rows: Mapping[str, bool]) -> Iterator[Origin]:
    """Yield the calls of what ROWS name, and of what calls it later."""
    program = evaluator.program
    lasts = {name.rpartition(".")[2] for name in rows}
    for last in sorted(lasts):
        for site in program.called(last):
            yield from _origin(evaluator, site, rows)


def _origin(evaluator: Evaluator, site: CallSite, rows: Mapping[str, bool]) -> Iterator[Origin]:
    program = evaluator.program
    at = ScopeId(site.file, site.scope)
    call = program.call(site)
    func = call.func
    if site.argument >= FIRST_KEYWORD:
        keyword, func = call.keywords[site.argument - FIRST_KEYWORD]
        if not is_factory(keyword):
            return
    elif site.argument >= 0:
        return
    for ref in evaluator.evaluate(at, func):
        if isinstance(ref.value, ExternalValue):
            for name in evaluator.models.names_of(ref.value.name):
                is_key = rows.get(name)
                if is_key is not None:
                    place = (program.paths[at.file], call.line, call.column)
                    yield Origin(at, site.call, name, *place, is_key, site.argument >= 0)
                    return
