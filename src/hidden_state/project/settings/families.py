"""Which modules and classes are the settings of a framework, and which take over from which."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Imported, Literal
from hidden_state.project.evaluation.texts import part_text
from hidden_state.project.records import ScopeId
from hidden_state.project.settings.roles import is_aside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.project.evaluation.evaluator import Evaluator

SERVERS = ("wsgi", "asgi", "app", "main", "server", "gunicorn", "gunicorn_conf")
"""Files that a server starts from; then come those of workers, then the command line's."""
WORKERS = ("celery", "celeryapp", "celery_app", "huey", "worker")


class Family(NamedTuple):
    """Settings that belong together; `named` are those that start files name, servers first.

    `served` are those that a server's own start file names.
    """

    members: tuple[ScopeId, ...]
    named: tuple[ScopeId, ...]
    served: tuple[ScopeId, ...]
    taken: frozenset[ScopeId]


def families(evaluator: Evaluator, marks: Iterable[str], variables: Iterable[str]) -> list[Family]:
    """Return the settings that set one of MARKS or that a variable of VARIABLES names."""
    program = evaluator.program
    found = dict.fromkeys(_marked(evaluator, frozenset(marks)))
    naming = [item for variable in variables for item in _named(evaluator, variable)]
    named = [at for _, at in naming]
    found.update(dict.fromkeys(named))
    takes: dict[ScopeId, set[ScopeId]] = defaultdict(set)
    queue = list(found)
    importers = _importers(evaluator)
    for at in queue:
        below = evaluator.classes.subclasses(at) if at.scope else importers.get(at, ())
        for other in (*_taken_over(evaluator, at), *below):
            if other not in found:
                found[other] = None
                queue.append(other)
    for at in found:
        takes[at].update(_taken_over(evaluator, at))
    order = [at for at in found if not is_aside(program.paths[at.file])]
    return [
        Family(
            tuple(group),
            tuple(dict.fromkeys(at for at in named if at in group)),
            tuple(at for order, at in naming if order == 0 and at in group),
            frozenset(other for at in group for other in takes[at]),
        )
        for group in _connected(order, takes)
    ]


def _marked(evaluator: Evaluator, marks: frozenset[str]) -> Iterator[ScopeId]:
    """Yield the modules and classes that set one of MARKS."""
    for file, facts in enumerate(evaluator.program.facts):
        for number, scope in enumerate(facts.scopes):
            if scope.kind in ("module", "class") and any(
                item.name in marks and item.how == "assign" for item in scope.bindings
            ):
                yield ScopeId(file, number)


def _named(evaluator: Evaluator, variable: str) -> Iterator[tuple[int, ScopeId]]:
    """Yield the modules that code names in VARIABLE of the environment, servers' first, as 0."""
    program = evaluator.program
    values: list[tuple[int, ScopeId, ExprUnion]] = []
    for name in ("setdefault", "putenv"):
        for site in program.calls_by_name.get(name, ()):
            call = program.call(site)
            if site.argument < 0 and _sets(call, variable):
                values.append((site.file, ScopeId(site.file, site.scope), call.args[1]))
    for write in program.keyed_writes.get(variable, ()):
        at = ScopeId(write.file, write.scope)
        values.append((write.file, at, program.write(write).value))
    values.sort(key=lambda item: (_order(program.paths[item[0]]), item[0]))
    for file, at, value in values:
        if is_aside(program.paths[file]):
            continue
        for ref in evaluator.evaluate(at, value):
            target = program.modules.absolute(part_text(ref.value), file)
            if target >= 0:
                yield _order(program.paths[file]), ScopeId(target, 0)


def _sets(call: Call, variable: str) -> bool:
    return len(call.args) > 1 and call.args[0] == Literal(variable)


def _order(path: str) -> int:
    stem = path.rpartition("/")[2].removesuffix(".py")
    return 0 if stem in SERVERS else 1 if stem in WORKERS or "celery" in path else 2


def _taken_over(evaluator: Evaluator, at: ScopeId) -> Iterator[ScopeId]:
    """Yield the modules of which one takes everything, or the classes that it inherits."""
    program = evaluator.program
    if at.scope:
        yield from evaluator.classes.line(at)[1:]
        return
    for binding in program.bindings(at).get("*", ()):
        if isinstance(binding.value, Imported):
            value = binding.value
            target = program.modules.taken(value.module, value.level, at.file)
            if target >= 0:
                yield ScopeId(target, 0)


def _importers(evaluator: Evaluator) -> Mapping[ScopeId, list[ScopeId]]:
    """Return the modules that take everything from a module."""
    index: dict[ScopeId, list[ScopeId]] = defaultdict(list)
    for file, facts in enumerate(evaluator.program.facts):
        if any(binding.name == "*" for binding in facts.scopes[0].bindings):
            for other in _taken_over(evaluator, ScopeId(file, 0)):
                index[other].append(ScopeId(file, 0))
    return index


def _connected(
    members: list[ScopeId], takes: Mapping[ScopeId, set[ScopeId]]
) -> Iterator[list[ScopeId]]:
    """Yield the groups of MEMBERS that are linked by taking over, in their order."""
    left = dict.fromkeys(members)
    near: dict[ScopeId, set[ScopeId]] = defaultdict(set)
    for at, others in takes.items():
        for other in (*others, ScopeId(at.file, 0)):
            near[at].add(other)
            near[other].add(at)
    while left:
        group = [next(iter(left))]
        del left[group[0]]
        for at in group:
            for other in sorted(near[at]):
                if other in left:
                    del left[other]
                    group.append(other)
        yield group
