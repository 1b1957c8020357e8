"""Entry points: what the outside world runs, found through the models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from msgspec import structs

from hidden_state.facts import (
    Attribute,
    Call,
    Choice,
    Display,
    ExprUnion,
    Item,
    Literal,
    Name,
    Result,
)
from hidden_state.models.tables import EntryRow
from hidden_state.project.calls import CallGraph
from hidden_state.project.evaluate import Evaluator
from hidden_state.project.knowledge import Knowledge
from hidden_state.project.records import (
    ClassValue,
    ContainerValue,
    EntryPoint,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    Ref,
    ScopeId,
)

PROTOCOLS = {
    ("scope", "receive", "send"): "ASGI application",
    ("environ", "start_response"): "WSGI application",
}
MIDDLEWARE_METHODS = (
    "__call__",
    "__acall__",
    "process_request",
    "process_response",
    "process_view",
    "process_exception",
    "process_template_response",
)
METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")


class EntryPoints:
    """All entry points of a project, by function."""

    def __init__(self, evaluator: Evaluator, graph: CallGraph) -> None:
        """Discover them; entry parameter types go to the evaluator as they are found."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._models = evaluator.models
        self._graph = graph
        self.by_function: dict[ScopeId, list[EntryPoint]] = {}
        self.class_life: dict[ScopeId, str] = {}
        self._offline_files: set[int] = set()
        for source in (self._decorated, self._based, self._called, self._set, self._protocols):
            for entry in source():
                self._add(entry)
        for function in [at for at in self.by_function if at.file in self._offline_files]:
            offline = [item for item in self.by_function[function] if item.runs == "offline"]
            self.by_function[function] = offline
        evaluator.forget(set(evaluator.entry_parameters))

    def _add(self, entry: EntryPoint) -> None:
        if entry.runs == "offline" and entry.instance is not None:
            self._offline_files.add(entry.file)
        known = self.by_function.setdefault(entry.function, [])
        if not any(item.name == entry.name and item.runs == entry.runs for item in known):
            known.append(entry)
        if entry.parameters:
            self._evaluator.entry_parameters.setdefault(entry.function, entry.parameters)

    # -- decorators -------------------------------------------------------------------------

    def _decorated(self) -> Iterator[EntryPoint]:
        for function, decorator in self._program.decorated:
            parent = self._program.parent(function)
            call: Call | None = None
            expr = decorator
            if isinstance(decorator, Result):
                call = self._program.scope(parent).calls[decorator.call]
                expr = call.func
            row = self._decorator_row(parent, expr, call)
            if row is not None:
                yield from self._entries(row, Ref(self._value(function)), parent, call, ())

    def _value(self, at: ScopeId) -> FunctionValue | ClassValue:
        if self._program.scope(at).kind == "class":
            return ClassValue(at)
        return FunctionValue(at)

    def _decorator_row(
        self, parent: ScopeId, expr: ExprUnion, call: Call | None
    ) -> EntryRow | None:
        known = False
        for ref in self._evaluator.evaluate(parent, expr):
            if isinstance(ref.value, ExternalValue):
                row = look_up(self._models, self._models.decorators, ref.value.name)
                if row is not None:
                    return row
                known = known or not isinstance(expr, Attribute)
            elif isinstance(ref.value, (FunctionValue, ClassValue, InstanceValue)):
                known = True
                row = self._overridden_row(ref, self._models.decorators)
                if row is not None:
                    return row
        if known or not isinstance(expr, Attribute) or call is None or not call.args:
            return None
        path = call.args[0]
        if isinstance(path, Literal) and isinstance(path.value, str) and path.value[:1] == "/":
            return self._models.loose.get(expr.attr)
        return None

    # -- registering calls ------------------------------------------------------------------

    def _called(self) -> Iterator[EntryPoint]:
        for last in sorted(self._models.registering):
            for name in (last, *sorted(self._program.aliases.get(last, ()))):
                for site in self._program.calls_by_name.get(name, ()):
                    if site.argument < 0:
                        at = ScopeId(site.file, site.scope)
                        yield from self._registration(at, self._program.call(site))

    def _registration(self, at: ScopeId, call: Call) -> Iterator[EntryPoint]:
        row = self._call_row(at, call)
        if row is None:
            return
        for argument in arguments(call, row.callable):
            for ref in self._evaluator.evaluate(at, argument):
                yield from self._registered(row, ref, at, call)

    def _call_row(self, at: ScopeId, call: Call) -> EntryRow | None:
        known = False
        for ref in self._evaluator.evaluate(at, call.func):
            if isinstance(ref.value, ExternalValue):
                row = look_up(self._models, self._models.calls, ref.value.name)
                if row is not None:
                    return row
            elif isinstance(ref.value, (FunctionValue, ClassValue, InstanceValue)):
                known = True
                row = self._overridden_row(ref, self._models.calls)
                if row is not None:
                    return row
        if not known and isinstance(call.func, Attribute) and "_" in call.func.attr:
            return self._loose_calls.get(call.func.attr)
        return None

    def _overridden_row(self, ref: Ref, table: dict[str, EntryRow]) -> EntryRow | None:
        """Return the row of the outside method that a method of the project overrides."""
        if not isinstance(ref.value, FunctionValue):
            return None
        class_id = self._program.enclosing_class(ref.value.id)
        if class_id is None:
            return None
        name = self._program.scope(ref.value.id).name
        for base in self._evaluator.classes.external_bases(class_id):
            row = look_up(self._models, table, f"{base}.{name}")
            if row is not None:
                return row
        return None

    @property
    def _loose_calls(self) -> dict[str, EntryRow]:
        found = self.__dict__.get("_loose")
        if found is None:
            found = {}
            for name, row in self._models.calls.items():
                found.setdefault(name.rpartition(".")[2], row)
            self.__dict__["_loose"] = found
        return found  # type: ignore[no-any-return]

    def _registered(
        self, row: EntryRow, ref: Ref, at: ScopeId, call: Call
    ) -> Iterator[EntryPoint]:
        if isinstance(ref.value, ContainerValue):
            display = ref.value.display
            if isinstance(display, Display):
                for item in display.items:
                    for inner in self._evaluator.evaluate(ref.value.scope, item):
                        if not isinstance(inner.value, ContainerValue):
                            yield from self._registered(row, inner, at, call)
        elif ref.place is not None and ref.place.kind == "parameter" and not ref.place.path and not isinstance(ref.value, FunctionValue):
            for passed in self._passed(ref.place.scope, ref.place.name):
                if passed.place is None or passed.place.kind != "parameter":
                    yield from self._registered(row, passed, at, call)
        else:
            yield from self._entries(row, ref, at, call, ())

    def _passed(self, function: ScopeId, name: str) -> Iterator[Ref]:
        """Yield the callables that get to a parameter: by calls, or by use as a decorator."""
        for decorated in self._graph.decorated_by.get(function, ()):
            yield Ref(self._value(decorated))
        for edge in self._graph.callers(function):
            if not edge.weak:
                yield from self._evaluator.argument(edge, function, name)

    # -- base classes and settings ----------------------------------------------------------

    def _based(self) -> Iterator[EntryPoint]:
        for class_id in self._program.classes:
            for base in self._evaluator.classes.external_bases(class_id):
                row = self._models.base_entry(base)
                if row is not None:
                    yield from self._methods(row, class_id)
                    break

    def _methods(self, row: EntryRow, class_id: ScopeId) -> Iterator[EntryPoint]:
        if row.instance is not None:
            life = "process" if self._is_kept(row, class_id) else row.instance
            self.class_life.setdefault(class_id, life)
            row = structs.replace(row, instance=life)
        names = row.functions or ("*",)
        classes = self._evaluator.classes
        bases = set(classes.external_bases(class_id))
        for item in classes.line(class_id):
            if names == ("*",) and bases and not bases & set(classes.external_bases(item)):
                continue
            for number in classes.children(item):
                function = ScopeId(item.file, number)
                scope = self._program.scope(function)
                if scope.kind == "function" and matches(scope.name, names):
                    name = f"{self._program.scope(class_id).name}.{scope.name}"
                    if row.kind == "view" and scope.name in METHODS:
                        name = f"{scope.name.upper()} {self._program.scope(class_id).name}"
                    yield self._entry(row, function, name)

    def _is_kept(self, row: EntryRow, class_id: ScopeId) -> bool:
        """Whether a class attribute says that one object serves all requests."""
        if row.kept_when_false is None:
            return False
        found = self._evaluator.classes.attribute(class_id, row.kept_when_false)
        return found is not None and found[1][-1].value == Literal(False)

    def _set(self) -> Iterator[EntryPoint]:
        settings = {name.rpartition(".")[2]: row for name, row in self._models.settings.items()}
        owned: dict[str, set[str]] = defaultdict(set)
        for name in self._models.settings:
            owned[name.split(".")[-2] if "." in name else ""].add(name.rpartition(".")[2])
        for file, facts in enumerate(self._program.facts):
            at = ScopeId(file, 0)
            module = facts.scopes[0]
            for number, scope in enumerate(facts.scopes):
                if scope.kind not in ("module", "class"):
                    continue
                for binding in scope.bindings:
                    row = settings.get(binding.name)
                    if row is not None and (number == 0 or binding.name in owned[scope.name]):
                        for text in texts(binding.value):
                            yield from self._dotted(row, text, file)
                        yield from self._listed(row, ScopeId(file, number), binding.value)
            for write in module.writes:
                if isinstance(write.target, Name) and write.target.id in settings:
                    for text in texts(write.value):
                        yield from self._dotted(settings[write.target.id], text, at.file)

    def _listed(self, row: EntryRow, at: ScopeId, value: ExprUnion) -> Iterator[EntryPoint]:
        """Yield the functions and classes that a setting lists themselves, not by their names."""
        if isinstance(value, (Display, Name, Attribute)):
            items = value.items if isinstance(value, Display) else (value,)
            for item in items:
                for ref in self._evaluator.evaluate(at, item):
                    if isinstance(ref.value, (FunctionValue, ClassValue)):
                        yield from self._entries(row, ref, at, None, ())

    def _dotted(self, row: EntryRow, text: str, file: int) -> Iterator[EntryPoint]:
        module, _, member = text.rpartition(".")
        if not module or not all(part.isidentifier() for part in text.split(".")):
            return
        target = self._program.modules.absolute(module, file)
        if target < 0:
            return
        for ref in self._evaluator.name(ScopeId(target, 0), member):
            if row.kind == "middleware" and isinstance(ref.value, FunctionValue):
                for made in self._evaluator.called(ref, None, ScopeId(file, 0)):
                    yield from self._entries(row, made, ScopeId(file, 0), None, ())
            else:
                yield from self._entries(row, ref, ScopeId(file, 0), None, ())

    def _protocols(self) -> Iterator[EntryPoint]:
        """Yield the functions that have the signature of an ASGI or WSGI application."""
        for file, facts in enumerate(self._program.facts):
            for number, scope in enumerate(facts.scopes):
                if scope.kind != "function" or len(scope.parameters) < 2:
                    continue
                names = tuple(item.name for item in scope.parameters if item.name != "self")
                if names in PROTOCOLS:
                    at = ScopeId(file, number)
                    if at not in self.by_function:
                        kind = PROTOCOLS[names]
                        yield EntryPoint(at, kind, "request", scope.name, scope.line, file)
        for class_id in self._program.classes:
            yield from self._shaped_middleware(class_id)

    def _shaped_middleware(self, class_id: ScopeId) -> Iterator[EntryPoint]:
        """Yield the methods of a class that is built like a Django middleware: one object for all requests."""
        init = self._evaluator.classes.method(class_id, "__init__")
        if init is None or class_id in self.class_life:
            return
        if not any(item.name == "get_response" for item in self._program.scope(init).parameters):
            return
        self.class_life[class_id] = "process"
        for name in MIDDLEWARE_METHODS:
            method = self._evaluator.classes.method(class_id, name)
            if method is not None and method not in self.by_function:
                scope = self._program.scope(method)
                label = f"{self._program.scope(class_id).name}.{name}"
                yield EntryPoint(
                    method, "middleware", "request", label, scope.line, method.file, "process",
                    library="django",
                )

    # -- entries ----------------------------------------------------------------------------

    def _entries(
        self,
        row: EntryRow,
        ref: Ref,
        at: ScopeId,
        call: Call | None,
        names: Iterable[str],
    ) -> Iterator[EntryPoint]:
        match ref.value:
            case FunctionValue(function, receiver):
                yield self._entry(row, function, self._label(row, function, at, call), receiver)
            case ClassValue(class_id):
                if row.kind == "dependency":
                    return
                yield from self._methods(row, class_id)
            case InstanceValue(class_id):
                for name in row.functions or ("__call__",):
                    method = self._evaluator.classes.method(class_id, name)
                    if method is not None:
                        label = self._label(row, method, at, call)
                        yield self._entry(row, method, label, ref)
            case _:
                return

    def _entry(
        self, row: EntryRow, function: ScopeId, name: str, receiver: Ref | None = None
    ) -> EntryPoint:
        return EntryPoint(
            function,
            row.kind,
            row.runs,
            name,
            self._program.scope(function).line,
            function.file,
            row.instance,
            receiver,
            row.library,
            row.parameters,
        )

    def _label(
        self, row: EntryRow, function: ScopeId, at: ScopeId, call: Call | None
    ) -> str:
        path = self._path(row, at, call)
        if path is None:
            return self._program.scope(function).name
        method = row.method
        if call is not None and row.methods is not None:
            for keyword, value in call.keywords:
                if keyword == row.methods:
                    listed = "|".join(texts(value))
                    method = listed.upper() or method
        return f"{method} {path}" if method else path

    def _path(self, row: EntryRow, at: ScopeId, call: Call | None) -> str | None:
        if call is None:
            return None
        for argument in arguments(call, row.path):
            for ref in self._evaluator.evaluate(at, argument):
                value = getattr(ref.value, "value", None)
                if isinstance(value, str):
                    return value or "/"
        return None


def look_up(models: Knowledge, table: dict[str, EntryRow], name: str) -> EntryRow | None:
    """Return the row of an outside name, or of the same member of an ancestor class."""
    row = table.get(name)
    if row is not None:
        return row
    owner, _, attr = name.rpartition(".")
    for full in models.member_names(owner, attr):
        if full in table:
            return table[full]
    return None


def arguments(call: Call, positions: Iterable[int | str]) -> Iterator[ExprUnion]:
    """Yield the arguments of CALL at the given positions and keywords."""
    keywords = dict(call.keywords)
    for position in positions:
        if isinstance(position, str):
            if position in keywords:
                yield keywords[position]
        elif position < len(call.args):
            yield call.args[position]


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a method's name fits one of the patterns; `*` alone means the public ones."""
    for pattern in patterns:
        if pattern == name:
            return True
        if "*" in pattern:
            if pattern == "*":
                if not name.startswith("_"):
                    return True
            elif fnmatchcase(name, pattern):
                return True
    return False


def texts(expr: ExprUnion) -> Iterator[str]:
    """Yield the strings in a display, at any depth."""
    match expr:
        case Literal(value=str() as text):
            yield text
        case Display(items=items):
            for item in items:
                yield from texts(item)
        case Choice(options=options):
            for option in options:
                yield from texts(option)
        case Item(value=value):
            yield from texts(value)
        case _:
            return


def is_application(models: Knowledge, ref: Ref) -> bool:
    """Whether REF is a framework's application object."""
    if isinstance(ref.value, (ExternalInstance, ExternalValue)):
        return models.kind_of(ref.value.name) == "application"
    return False
