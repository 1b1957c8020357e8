"""Schedulers that run in every process that serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Result
from hidden_state.project.entries.rows import arguments
from hidden_state.project.holding import Holding, Use
from hidden_state.project.records import ExternalValue, FunctionValue, ScopeId
from hidden_state.project.resources.naming import named
from hidden_state.project.resources.subjects import Subjects
from hidden_state.project.resources.tracing import Made, Tracing
from hidden_state.project.state import Span
from hidden_state.project.work.words import double_work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.models.doing import Does
    from hidden_state.project.linked import Linked
    from hidden_state.project.work.effects import Effects
    from hidden_state.project.work.origins import Origin, Origins


STOPPING = frozenset({"shutdown", "stop"})


class Job(NamedTuple):
    """A function that is registered to run by the clock, at `line` of scope `at`.

    `makers` are the calls that may have made the scheduler that runs it, as far as that is known.
    """

    package: str
    function: ScopeId
    at: ScopeId
    line: int
    column: int
    makers: frozenset[Made] = frozenset()


class Schedulers:
    """Finds schedulers, what sets them going, and their jobs."""

    def __init__(self, linked: Linked, effects: Effects, origins: Origins) -> None:
        """Take the linked project, what functions do, and how they come to run."""
        self._linked = linked
        self._evaluator = linked.evaluator
        self._program = linked.evaluator.program
        self._models = linked.evaluator.models
        self._rows = linked.evaluator.models.schedulers
        self._effects = effects
        self._origins = origins
        self._subjects = Subjects(linked, self._rows)
        self._tracing = Tracing(linked.evaluator)
        self.run_in: set[ScopeId] = set()
        """The scopes that set a reported scheduler going."""

    def holdings(self) -> Iterator[Holding]:
        """Yield the schedulers whose jobs do what should be done once."""
        if not self._rows:
            return
        made = [item for item in self._subjects.calls() if self._rows[item[3]].by == "call"]
        known = frozenset(Made(at, site.call) for at, site, _, _ in made)
        jobs = [*self._registered(known), *self._decorated(known)]
        for at, site, call, subject in made:
            yield from self._made(call, Made(at, site.call), subject, jobs)
        for job in jobs:
            if job.package.count("."):
                yield from self._own(job)

    def _made(self, call: Call, made: Made, subject: str, jobs: list[Job]) -> Iterator[Holding]:
        package = subject.partition(".")[0]
        mine = [
            job for job in jobs if job.package == package and (not job.makers or made in job.makers)
        ]
        found = self._going(call, made, subject)
        if found is None:
            return
        where, origin, use = found
        symbol, span = named(self._program, made.at, call, made.number, subject)
        for holding in self._holding(symbol, span, subject, origin, use, mine):
            self.run_in.add(where)
            yield holding

    def _going(self, call: Call, made: Made, subject: str) -> tuple[ScopeId, Origin, Use] | None:
        """Return how a serving process sets the scheduler going, and where."""
        starts = self._rows[subject].starts
        started = [(made.at, call, subject.rpartition(".")[2])]
        if starts:
            started = list(self._subjects.method_calls(starts, subject, made))
        for where, start, method in started:
            if self._is_stopped(where, start):
                continue
            origin = self._origins.of_call(where, start.line, start.block)
            if origin is not None:
                path = self._program.paths[where.file]
                how = f"{method}()"
                return where, origin, Use(path, start.line, start.column, how, origin.steps)
        return None

    def _is_stopped(self, at: ScopeId, start: Call) -> bool:
        """Whether the function that sets a scheduler going also stops it."""
        func = start.func
        return (
            isinstance(func, Attribute)
            and any(
                isinstance(other.func, Attribute)
                and other.func.value == func.value
                and other.func.attr in STOPPING
                for other in self._program.scope(at).calls
            )
            and not self._program.scope(at).yields
        )

    def _holding(
        self,
        symbol: str,
        span: Span,
        subject: str,
        origin: Origin,
        use: Use,
        jobs: list[Job],
    ) -> Iterator[Holding]:
        telling = [(job, lost) for job in jobs if (lost := self._lost(job.function))]
        if not telling:
            return
        named = {
            f"`{self._program.scope(job.function).name}` {lost}": None for job, lost in telling
        }
        names = list(named)[:2]
        more = f", and {len(named) - 2} more" if len(named) > 2 else ""
        uses = [use]
        for job, _ in telling:
            path = self._program.paths[job.at.file]
            uses.append(Use(path, job.line, job.column, "job", ()))
        yield Holding(
            "scheduler",
            "memory",
            symbol,
            subject,
            span,
            "; ".join(names) + more,
            tuple(dict.fromkeys(uses)),
            origin.entrance,
            origin.confidence,
        )

    def _lost(self, function: ScopeId) -> str:
        deeds: list[Does] = [deed.does for deed in self._effects.of([function])]
        return double_work(deeds, by_clock=True)

    def _registered(self, known: frozenset[Made]) -> Iterator[Job]:
        rows = {
            name: row
            for name, row in self._models.calls.items()
            if row.runs == "schedule" and name.partition(".")[0] in self._packages()
        }
        for at, _, call, subject in Subjects(self._linked, rows).calls():
            makers = self._makers(at, call.func, known)
            for argument in arguments(call, rows[subject].callable):
                for ref in self._evaluator.evaluate(at, argument):
                    if isinstance(ref.value, FunctionValue):
                        package = subject.partition(".")[0]
                        yield Job(package, ref.value.id, at, call.line, call.column, makers)

    def _decorated(self, known: frozenset[Made]) -> Iterator[Job]:
        """Yield decorated jobs; those that are schedulers of their own go by the full name."""
        for function, decorator in self._program.decorated:
            parent = self._program.parent(function)
            func = decorator
            if isinstance(decorator, Result):
                func = self._program.scope(parent).calls[decorator.call].func
            name = self._job_decorator(parent, func)
            if name is not None:
                own = self._rows.get(name)
                scope = self._program.scope(function)
                is_own = own is not None and own.by == "decorator"
                package = name if is_own else name.partition(".")[0]
                makers = self._makers(parent, func, known)
                yield Job(package, function, parent, scope.line, scope.column, makers)

    def _job_decorator(self, at: ScopeId, func: ExprUnion) -> str | None:
        """Return the public name of a decorator that makes a job of what it decorates."""
        for ref in self._evaluator.evaluate(at, func):
            if isinstance(ref.value, ExternalValue):
                for name in self._models.names_of(ref.value.name):
                    row = self._models.decorators.get(name)
                    if row is not None and row.runs == "schedule":
                        return name if name.partition(".")[0] in self._packages() else None
        return None

    def _makers(self, at: ScopeId, func: ExprUnion, known: frozenset[Made]) -> frozenset[Made]:
        if not isinstance(func, Attribute):
            return frozenset()
        return self._tracing.makers(at, func.value, known)

    def _packages(self) -> frozenset[str]:
        return frozenset(name.partition(".")[0] for name in self._rows)

    def _own(self, job: Job) -> Iterator[Holding]:
        """Yield a job that is a scheduler of its own."""
        scope = self._program.scope(job.function)
        origin = self._origins.of_call(job.at, scope.line, scope.block)
        if origin is None:
            return
        path = self._program.paths[job.at.file]
        use = Use(path, scope.line, scope.column, "job", origin.steps)
        column = scope.column
        span = Span(path, scope.line, column, scope.line, column + len(scope.name))
        yield from self._holding(scope.name, span, job.package, origin, use, [job])
