"""Who calls a function: the reversed call graph, built where it is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from hidden_state.facts import Attribute, Element, ExprUnion, Item, Name, Result, Unpacked
from hidden_state.project.evaluate import Evaluator
from hidden_state.project.program import CallSite
from hidden_state.project.records import (
    ClassValue,
    ConstantValue,
    Edge,
    FunctionValue,
    InstanceValue,
    Place,
    Ref,
    ScopeId,
    UnknownValue,
)

MOST_WEAK_METHODS = 2
MOST_SITES = 400
COMMON_METHODS = frozenset(
    """get set add update pop append remove clear copy items keys values join split read write
    close open save delete create run start stop send execute process handle load dump dumps loads
    encode decode format filter all first last count index insert sort reverse extend setdefault
    put connect disconnect commit rollback flush query search find match group render validate
    clean is_valid dispatch setup reset init register unregister name emit on call apply map
    submit result wait cancel exists info debug warning error exception log next""".split()
)
STARTABLE = frozenset({"thread_handle", "process_handle"})
CONSTRUCTORS = frozenset({"__init__", "__new__", "__post_init__", "__attrs_post_init__"})
ENTERING = frozenset({"__enter__", "__aenter__", "__exit__", "__aexit__"})


class ResolvedSites(NamedTuple):
    """The calls by one name: by the function that they resolve to, and those that do not resolve.

    `open` holds those among the `exact` ones whose receiver may be of a subclass.
    """

    exact: dict[ScopeId, list[Edge]]
    open: dict[ScopeId, list[Edge]]
    unknown: list[Edge]


class CallGraph:
    """Finds the callers of functions on demand."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Start with nothing known; the evaluator asks back through `callers`."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._edges: dict[ScopeId, list[Edge]] = {}
        evaluator.callers = self.callers
        evaluator.applied_to = self._applied_to
        self.is_entry: Callable[[ScopeId], bool] = lambda _: False
        self._made_classes: dict[ScopeId, bool] = {}
        self._sites_of: dict[str, ResolvedSites] = {}
        self._resolving: set[str] = set()
        self._unsure = 0
        self._deciding = False
        self._counting = False

    def callers(self, function: ScopeId) -> list[Edge]:
        """Return the calls of FUNCTION, and the places where it is passed on to be called."""
        found = self._edges.get(function)
        if found is None:
            self._edges[function] = []
            unsure = self._unsure
            found = list(dict.fromkeys(self._callers(function)))
            if self._unsure == unsure:
                self._edges[function] = found
            else:
                del self._edges[function]
        return found

    def _callers(self, function: ScopeId) -> Iterator[Edge]:
        scope = self._program.scope(function)
        yield from self._through_decorators(function)
        if not self._counting:
            yield from self._indirect_edges(function)
        if scope.kind == "lambda":
            for site in self._program.definitions_passed.get(function, ()):
                at = ScopeId(site.file, site.scope)
                yield Edge(at, site.call, scope.line, argument=site.argument)
            return
        class_id = self._program.enclosing_class(function)
        if class_id is not None and scope.name in CONSTRUCTORS:
            yield from self._constructions(function, class_id)
        if class_id is not None and scope.name in ENTERING:
            yield from self._entered.get(function, ())
        if class_id is not None and _is_setter(scope.decorators):
            yield from self._assigned(class_id, scope.name)
        if class_id is not None and scope.name == "run":
            yield from self._started(class_id)
        for name in (scope.name, *self._result_names(function)):
            yield from self._named_edges(name, function, class_id)

    def _started(self, class_id: ScopeId) -> Iterator[Edge]:
        """Yield the `start()` calls that make a thread or process object run."""
        bases = self._evaluator.classes.external_bases(class_id)
        if not any(self._evaluator.models.kind_of(base) in STARTABLE for base in bases):
            return
        for site in self._program.calls_by_name.get("start", ()):
            call = self._program.call(site)
            at = ScopeId(site.file, site.scope)
            if site.argument < 0 and isinstance(call.func, Attribute):
                for ref in self._evaluator.evaluate(at, call.func.value):
                    if isinstance(
                        ref.value, InstanceValue
                    ) and self._evaluator.classes.is_subclass(ref.value.class_id, class_id):
                        yield Edge(at, site.call, call.line, ref, 1)

    def _result_names(self, function: ScopeId) -> Iterator[str]:
        """Yield the names that get a function which an enclosing function makes and returns."""
        maker = self._program.parent(function)
        if maker.scope <= 0 or self._program.scope(maker).kind != "function":
            return
        for edge in self.callers(maker):
            if edge.call < 0 or edge.argument >= 0:
                continue
            scope = self._program.scope(edge.caller)
            for binding in scope.bindings:
                value = binding.value
                if isinstance(value, Unpacked):
                    value = value.value
                if isinstance(value, Result) and value.call == edge.call:
                    yield binding.name
            for write in scope.writes:
                if isinstance(write.value, Result) and write.value.call == edge.call:
                    if isinstance(write.target, Attribute):
                        yield write.target.attr

    def _sites(self, name: str) -> Iterator[CallSite]:
        index = self._program.calls_by_name
        yield from index.get(name, ())[:MOST_SITES]
        for alias in sorted(self._program.aliases.get(name, ())):
            yield from index.get(alias, ())[:MOST_SITES]

    def _named_edges(
        self, name: str, function: ScopeId, class_id: ScopeId | None
    ) -> Iterator[Edge]:
        """Yield the calls by NAME that run FUNCTION."""
        sites = self._resolved(name)
        yield from sites.exact.get(function, ())
        if class_id is None:
            return
        for called, edges in sites.open.items():
            if called != function and self._reaches(called, function, class_id):
                yield from edges
        if sites.unknown and name == self._program.scope(function).name:
            if self._is_distinctive(name):
                yield from sites.unknown

    def _resolved(self, name: str) -> ResolvedSites:
        """Return what the calls by NAME run; what is known so far while that is being found out."""
        found = self._sites_of.get(name)
        if found is not None:
            if name in self._resolving:
                self._unsure += 1
            return found
        found = self._sites_of[name] = ResolvedSites({}, {}, [])
        self._resolving.add(name)
        for site in self._sites(name):
            self._resolve(site, name, found)
        self._resolving.discard(name)
        return found

    def _resolve(self, site: CallSite, name: str, found: ResolvedSites) -> None:
        caller = ScopeId(site.file, site.scope)
        call = self._program.call(site)
        if site.argument < 0:
            expr = call.func
        elif site.argument >= 1000:
            expr = call.keywords[site.argument - 1000][1]
        else:
            expr = call.args[site.argument]
        known = False
        for ref in self._evaluator.evaluate(caller, expr):
            value = ref.value
            if isinstance(value, FunctionValue):
                known = True
                shift = 1 if value.receiver is not None else 0
                edge = Edge(
                    caller, site.call, call.line, value.receiver, shift, False, site.argument
                )
                found.exact.setdefault(value.id, []).append(edge)
                if self._may_dispatch(caller, expr, value):
                    found.open.setdefault(value.id, []).append(edge)
            elif not isinstance(value, UnknownValue) and not (
                isinstance(value, ConstantValue) and value.value is None
            ):
                known = True
        if not known and isinstance(expr, Attribute) and expr.attr == name:
            edge = Edge(caller, site.call, call.line, None, 1, True, site.argument)
            found.unknown.append(edge)

    def _may_dispatch(self, caller: ScopeId, expr: ExprUnion, value: FunctionValue) -> bool:
        """Whether the receiver may be of a subclass: not with `super()`, `Class.method`, or a new object."""
        if value.receiver is None or value.receiver.place is None:
            return False
        if not isinstance(expr, Attribute) or not isinstance(expr.value, Result):
            return True
        return self._program.scope(caller).calls[expr.value.call].func != Name("super")

    def _reaches(self, called: ScopeId, function: ScopeId, class_id: ScopeId | None) -> bool:
        """Whether a call that resolves to CALLED may run FUNCTION, itself or as an override."""
        if called == function:
            return True
        if class_id is None or self._program.scope(called).name != self._program.scope(function).name:
            return False
        base = self._program.enclosing_class(called)
        return (
            base is not None
            and self._evaluator.classes.is_subclass(class_id, base)
            and (self._is_made(class_id) or not self._are_most_made(base))
        )

    def _are_most_made(self, base: ScopeId) -> bool:
        """Whether most classes below BASE are named somewhere, so that they are not found by walking."""
        family = self._evaluator.classes.subclasses(base)
        return 2 * sum(map(self._is_made, family)) >= len(family)

    def _is_made(self, class_id: ScopeId) -> bool:
        """Whether an object of the class, or of one below it, can exist: something names the class."""
        found = self._made_classes.get(class_id)
        if found is None:
            index = self._program.calls_by_name
            found = self._made_classes[class_id] = any(
                name in index
                for item in (class_id, *self._evaluator.classes.subclasses(class_id))
                for own in (self._program.scope(item).name,)
                for name in (own, *self._program.aliases.get(own, ()))
            )
        return found

    def settle(self, is_entry: Callable[[ScopeId], bool]) -> None:
        """Take what is an entry point, now that it is known, and drop the answers given without."""
        self.is_entry = is_entry
        self._edges.clear()

    def _is_distinctive(self, name: str) -> bool:
        return (
            name not in COMMON_METHODS
            and not name.startswith("__")
            and len(self._program.methods_by_name.get(name, ())) <= MOST_WEAK_METHODS
        )

    def _constructions(self, function: ScopeId, class_id: ScopeId) -> Iterator[Edge]:
        classes = self._evaluator.classes
        names = {class_id}
        method = self._program.scope(function).name
        for subclass in classes.subclasses(class_id):
            if classes.method(subclass, method) == function:
                names.add(subclass)
        for target in names:
            for site in (*self._sites(self._program.scope(target).name), *self._sites("cls")):
                if site.argument >= 0:
                    continue
                caller = ScopeId(site.file, site.scope)
                call = self._program.call(site)
                for ref in self._evaluator.evaluate(caller, call.func):
                    if isinstance(ref.value, ClassValue) and ref.value.id == target:
                        made = self._made(caller, site.call, target)
                        yield Edge(caller, site.call, call.line, made, 1)

    def _made(self, caller: ScopeId, call: int, class_id: ScopeId) -> Ref | None:
        """Return the constructed object as its constructor's receiver, placed where it is kept."""
        for ref in self._evaluator.evaluate(caller, self._result(caller, call)):
            if isinstance(ref.value, InstanceValue) and ref.place is not None:
                return ref
        return Ref(InstanceValue(class_id))

    def _result(self, caller: ScopeId, call: int) -> Result:
        key = (caller, call)
        found = self._results.get(key)
        if found is None:
            found = self._results[key] = Result(call)
        return found

    @cached_property
    def _results(self) -> dict[tuple[ScopeId, int], Result]:
        return {}

    @cached_property
    def _entered(self) -> dict[ScopeId, list[Edge]]:
        """Methods that `with` blocks call, with the blocks' scopes as callers."""
        found: dict[ScopeId, list[Edge]] = defaultdict(list)
        for file, facts in enumerate(self._program.facts):
            for number, scope in enumerate(facts.scopes):
                at = ScopeId(file, number)
                for block in scope.blocks:
                    if block.kind != "with" or block.test is None:
                        continue
                    for ref in self._evaluator.evaluate(at, block.test):
                        if isinstance(ref.value, InstanceValue):
                            for name in ENTERING:
                                method = self._evaluator.classes.method(ref.value.class_id, name)
                                if method is not None:
                                    found[method].append(Edge(at, -1, block.line, ref, 1))
        return found

    def _assigned(self, class_id: ScopeId, name: str) -> Iterator[Edge]:
        """Yield the assignments that run a property's setter."""
        for site in self._program.attribute_writes.get(name, ()):
            at = ScopeId(site.file, site.scope)
            write = self._program.write(site)
            if isinstance(write.target, Attribute):
                for ref in self._evaluator.evaluate(at, write.target.value):
                    if isinstance(
                        ref.value, InstanceValue
                    ) and self._evaluator.classes.is_subclass(ref.value.class_id, class_id):
                        yield Edge(at, -1, write.line, ref, 1)

    @cached_property
    def _indirect(self) -> dict[ScopeId, list[Edge]]:
        """Functions that are called by way of a container or a local name."""
        found: dict[ScopeId, list[Edge]] = defaultdict(list)
        for file, facts in enumerate(self._program.facts):
            for number, scope in enumerate(facts.scopes):
                if number == 0 or not scope.calls:
                    continue
                at = ScopeId(file, number)
                chosen = {
                    binding.name
                    for binding in scope.bindings
                    if isinstance(binding.value, (Element, Item, Unpacked, Result))
                }
                for position, call in enumerate(scope.calls):
                    func = call.func
                    if (
                        isinstance(func, (Item, Result))
                        or (isinstance(func, Name) and func.id in chosen)
                        or (
                            isinstance(func, Attribute)
                            and func.attr in self._program.attribute_writes
                            and func.attr not in self._program.methods_by_name
                        )
                    ):
                        for ref in self._evaluator.evaluate(at, func):
                            if isinstance(ref.value, FunctionValue):
                                receiver = ref.value.receiver
                                shift = 1 if receiver is not None else 0
                                edge = Edge(at, position, call.line, receiver, shift)
                                found[ref.value.id].append(edge)
        return found

    def _indirect_edges(self, function: ScopeId) -> list[Edge]:
        self._counting = True
        try:
            return self._indirect.get(function, [])
        finally:
            self._counting = False

    def _applied_to(self, function: ScopeId) -> list[ScopeId]:
        """Return what FUNCTION decorates; nothing while that is being found out."""
        if self._deciding:
            return []
        return self.decorated_by.get(function, [])

    # -- decorators -------------------------------------------------------------------------

    @cached_property
    def decorated_by(self) -> dict[ScopeId, list[ScopeId]]:
        """Functions by the project function that, applied as a decorator, gets them."""
        found: dict[ScopeId, list[ScopeId]] = defaultdict(list)
        self._deciding = True
        for function, decorator in self._program.decorated:
            parent = self._program.parent(function)
            for ref in self._evaluator.evaluate(parent, decorator):
                target = self._applied(ref)
                if target is not None:
                    found[target].append(function)
        self._deciding = False
        return found

    def _applied(self, ref: Ref) -> ScopeId | None:
        if isinstance(ref.value, FunctionValue):
            return ref.value.id
        if isinstance(ref.value, InstanceValue):
            return self._evaluator.classes.method(ref.value.class_id, "__call__")
        if isinstance(ref.value, ClassValue):
            return self._evaluator.classes.method(ref.value.id, "__call__")
        return None

    @cached_property
    def _wrapping(self) -> tuple[dict[ScopeId, list[ScopeId]], dict[ScopeId, list[ScopeId]]]:
        """Wrapped functions by wrapper, and wrappers by wrapped function."""
        wrapped: dict[ScopeId, list[ScopeId]] = defaultdict(list)
        wrappers: dict[ScopeId, list[ScopeId]] = defaultdict(list)
        for decorator, functions in self.decorated_by.items():
            for number in self._evaluator.classes.children(decorator):
                inner = ScopeId(decorator.file, number)
                if self._program.scope(inner).kind != "function":
                    continue
                for function in functions:
                    if function != inner:
                        wrapped[inner].append(function)
                        wrappers[function].append(inner)
        return wrapped, wrappers

    def _through_decorators(self, function: ScopeId) -> Iterator[Edge]:
        wrapped, wrappers = self._wrapping
        class_id = self._program.enclosing_class(function)
        if class_id is not None and self._program.scope(function).name == "__call__":
            made = Ref(InstanceValue(class_id), Place("singleton", class_id, ""))
            for other in self.decorated_by.get(function, ()):
                yield Edge(other, -1, self._program.scope(other).line, made, 1)
        registered = [item for item in wrappers.get(function, ()) if self.is_entry(item)]
        for other in (*wrapped.get(function, ()), *registered):
            yield Edge(other, -1, self._program.scope(other).line)


def _is_setter(decorators: Iterable[object]) -> bool:
    return any(isinstance(item, Attribute) and item.attr == "setter" for item in decorators)
