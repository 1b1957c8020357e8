"""What an expression is, and where it was taken from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from hidden_state.facts import (
    Attribute,
    Binding,
    Call,
    Choice,
    Definition,
    Display,
    Element,
    Entered,
    ExprUnion,
    Imported,
    Item,
    Literal,
    Name,
    Opaque,
    Parameter,
    Result,
    Scope,
    Unpacked,
)
from hidden_state.project.annotations import annotated_refs, element_annotation, parsed_name
from hidden_state.project.classes import (
    ClassTable,
    is_classmethod,
    is_property,
    is_staticmethod,
    receiver_name,
)
from hidden_state.project.knowledge import Knowledge
from hidden_state.project.program import Program, key_text
from hidden_state.project.records import (
    NOWHERE,
    UNKNOWN,
    AnnotatedValue,
    ClassValue,
    ConstantValue,
    ContainerValue,
    Edge,
    ExternalInstance,
    ExternalValue,
    FunctionValue,
    InstanceValue,
    ModuleValue,
    Place,
    Ref,
    ScopeId,
    UnknownValue,
    Value,
)

Refs = tuple[Ref, ...]
MOST_REFS = 16
MOST_CALLS = 40
DEEPEST = 50
APPLICATION = Place("external", NOWHERE, "app")
EXTERNAL = (ExternalInstance, ExternalValue, InstanceValue)
STORES = frozenset({"settings", "environment", "bag"})
BAGS = frozenset({"application", "bag", "settings"})
ELEMENT_METHODS = frozenset({"get", "setdefault", "pop", "popleft", "popitem", "__getitem__"})
VIEW_METHODS = frozenset({"values", "items", "keys", "copy"})
TRANSPARENT = frozenset({"iter", "reversed", "cast", "next"})


class Evaluator:
    """Evaluates expressions on demand and remembers the answers."""

    def __init__(self, program: Program, models: Knowledge) -> None:
        """Start with nothing evaluated; `callers` is set by the call graph."""
        self.program = program
        self.models = models
        self.classes = ClassTable(program, self.evaluate)
        self.callers: Callable[[ScopeId], list[Edge]] = lambda _: []
        self.serves: Callable[[ScopeId], bool] = lambda _: False
        self.applied_to: Callable[[ScopeId], list[ScopeId]] = lambda _: []
        self.applications: set[str] = set()
        self._application_classes: dict[ScopeId, bool] = {}
        self.entry_parameters: dict[ScopeId, tuple[str, ...]] = {}
        self._memo: dict[tuple[ScopeId, int], Refs] = {}
        self._names: dict[tuple[ScopeId, str], Refs] = {}
        self._partial: dict[tuple[ScopeId, str], list[Ref]] = {}
        self._active: set[tuple[object, ...]] = set()
        self._kept: list[ExprUnion] = []
        self._parsed: dict[str, ExprUnion] = {}
        self._depth = 0

    def _is_application(self, class_id: ScopeId) -> bool:
        """Whether a class of the project is a framework's application."""
        found = self._application_classes.get(class_id)
        if found is None:
            self._application_classes[class_id] = False
            names = self.classes.external_bases(class_id)
            kinds = {name: self.models.kind_of(name) for name in names}
            found = "application" in kinds.values()
            self._application_classes[class_id] = found
            if found:
                self.applications.update(n for n, kind in kinds.items() if kind == "application")
        return found

    def forget(self, functions: set[ScopeId]) -> None:
        """Drop the answers about FUNCTIONS, because new facts about their parameters are known."""
        self._memo = {key: refs for key, refs in self._memo.items() if key[0] not in functions}
        self._names = {key: refs for key, refs in self._names.items() if key[0] not in functions}

    # -- expressions ------------------------------------------------------------------------

    def evaluate(self, at: ScopeId, expr: ExprUnion) -> Refs:
        """Return what EXPR, read in scope AT, can be."""
        kind = type(expr)
        if kind is Name:
            return self.name(at, expr.id)  # type: ignore[union-attr]
        if kind is Literal:
            return (Ref(ConstantValue(expr.value)),)  # type: ignore[union-attr]
        if kind is Opaque:
            return (UNKNOWN,)
        key = (at, id(expr))
        found = self._memo.get(key)
        if found is not None:
            return found
        if key in self._active or self._depth > DEEPEST:
            return ()
        self._active.add(key)
        self._depth += 1
        try:
            found = _limited(self._evaluate(at, expr))
        finally:
            self._depth -= 1
            self._active.discard(key)
        if any(type(ref.value) in EXTERNAL for ref in found):
            found = tuple(self._anchored(ref) for ref in found)
        self._memo[key] = found
        return found

    def _anchored(self, ref: Ref) -> Ref:
        """Place a framework's application where all its names and aliases lead to the same place."""
        value = ref.value
        if ref.place == APPLICATION:
            return ref
        if isinstance(value, InstanceValue):
            return Ref(value, APPLICATION) if self._is_application(value.class_id) else ref
        if not isinstance(value, (ExternalInstance, ExternalValue)):
            return ref
        is_object = isinstance(value, ExternalInstance) or value.name.rpartition(".")[2].islower()
        if is_object and self.models.kind_of(value.name) == "application":
            self.applications.add(value.name)
            return Ref(ExternalInstance(value.name), APPLICATION)
        return ref

    def _evaluate(self, at: ScopeId, expr: ExprUnion) -> Iterable[Ref]:
        match expr:
            case Attribute(value=value, attr=attr):
                return (
                    part for ref in self.evaluate(at, value) for part in self.member(ref, attr, at)
                )
            case Item(value=value, key=key):
                return self._items(at, value, key)
            case Result(call=number):
                return self._call(at, self.program.scope(at).calls[number])
            case Display(kind="copy", items=items):
                return self._copied(at, items)
            case Display():
                return (Ref(ContainerValue(at, expr)),)
            case Choice(options=options):
                return (ref for option in options for ref in self.evaluate(at, option))
            case Definition(scope=number):
                return (self._definition(ScopeId(at.file, number)),)
            case Element(value=value):
                return (part for ref in self.evaluate(at, value) for part in self.elements(ref))
            case Entered(value=value):
                return self._entered(at, value)
            case Unpacked(value=value, index=index):
                return self._unpacked(at, value, index)
            case Imported():
                return self._imported(at.file, expr)
            case _:
                return (UNKNOWN,)

    def _definition(self, at: ScopeId) -> Ref:
        if self.program.scope(at).kind == "class":
            return Ref(ClassValue(at))
        return Ref(FunctionValue(at))

    def _items(self, at: ScopeId, value: ExprUnion, key: ExprUnion) -> Iterator[Ref]:
        for ref in self.evaluate(at, value):
            literal = key_text(key) if self._is_bag(ref) else getattr(key, "value", None)
            if isinstance(ref.value, ModuleValue):
                if isinstance(literal, str):
                    yield from self.member(ref, literal, at)
                continue
            if ref.value == ExternalValue("sys.modules") and key == Name("__name__"):
                yield self._module_of(at)
                continue
            if isinstance(ref.value, ExternalInstance) and self.models.kind_of(
                ref.value.name
            ) in ("client", "engine"):
                yield Ref(ref.value)
            elif isinstance(ref.value, ExternalInstance) and isinstance(literal, str) and ref.place:
                place = ref.place.step(f"[{literal}]")
                values = list(self._put_under(ref.place, literal))
                yield from (Ref(value, place) for value in values)
                if not values:
                    yield Ref(UnknownValue(), place)
            elif isinstance(ref.value, ClassValue):
                yield ref
            elif isinstance(literal, str) and (item := _under_key(ref.value, literal)):
                scope, expr = item
                place = ref.place.step("[]") if ref.place is not None else None
                for part in self.evaluate(scope, expr):
                    yield Ref(part.value, part.place if _is_shared(part) else place)
            else:
                yield from self.elements(ref)

    def _is_bag(self, ref: Ref) -> bool:
        return (
            isinstance(ref.value, ExternalInstance)
            and self.models.kind_of(ref.value.name) in BAGS
        )

    def _copied(self, at: ScopeId, items: tuple[ExprUnion, ...]) -> Iterator[Ref]:
        for item in items:
            for ref in self.evaluate(at, item):
                value = ref.value
                yield Ref(value if not isinstance(value, ConstantValue) else UnknownValue())

    def _entered(self, at: ScopeId, value: ExprUnion) -> Iterator[Ref]:
        for ref in self.evaluate(at, value):
            match ref.value:
                case ContainerValue(scope, Display(kind="generator", items=items)):
                    for item in items:
                        yield from self.evaluate(scope, item)
                case InstanceValue(class_id):
                    method = self.classes.method(class_id, "__enter__") or self.classes.method(
                        class_id, "__aenter__"
                    )
                    if method is None:
                        yield ref
                    else:
                        yield from self.returned(FunctionValue(method, ref), None, at)
                case _:
                    yield ref

    def _unpacked(self, at: ScopeId, value: ExprUnion, index: int) -> Iterator[Ref]:
        for ref in self.evaluate(at, value):
            match ref.value:
                case ContainerValue(scope, Display(kind="tuple" | "list", items=items)) if (
                    index < len(items)
                ):
                    yield from self.evaluate(scope, items[index])
                case UnknownValue() if ref.place is not None and ref.place.path[-1:] == ("[]",):
                    yield UNKNOWN
                case _:
                    yield from self.elements(ref)

    def parsed(self, text: str) -> ExprUnion:
        """Return a quoted annotation as an expression, the same object each time."""
        found = self._parsed.get(text)
        if found is None:
            found = self._parsed[text] = parsed_name(text)
        return found

    def at_write(self, at: ScopeId, expr: ExprUnion, line: int, block: int) -> Refs:
        """Return what EXPR is at one line of its scope: names count from their last sure assignment."""
        if isinstance(expr, Name):
            later = self._since_assignment(at, expr.id, line, block)
            if later is None:
                return self.name(at, expr.id)
            return _limited(ref for binding in later for ref in self._bound(at, binding))
        if isinstance(expr, Attribute):
            refs = self.at_write(at, expr.value, line, block)
            parts = (part for ref in refs for part in self.member(ref, expr.attr, at))
            return tuple(self._anchored(part) for part in _limited(parts))
        if isinstance(expr, Item) and isinstance(expr.value, Name):
            if self._since_assignment(at, expr.value.id, line, block) is not None:
                refs = self.at_write(at, expr.value, line, block)
                return _limited(part for ref in refs for part in self.elements(ref))
        return self.evaluate(at, expr)

    def _since_assignment(
        self, at: ScopeId, name: str, line: int, block: int
    ) -> list[Binding] | None:
        """Return a local name's bindings from the last one that surely ran before LINE."""
        scope = self.program.scope(at)
        if name in scope.global_names or name in scope.nonlocal_names:
            return None
        bindings = self.program.bindings(at).get(name, ())
        around = {0}
        while block > 0:
            around.add(block)
            block = scope.blocks[block - 1].parent
        sure = [
            index
            for index, binding in enumerate(bindings)
            if binding.line < line and binding.block in around and binding.how == "assign"
        ]
        if not sure:
            return None
        return [binding for binding in bindings[sure[-1] :] if binding.line <= line]

    # -- names ------------------------------------------------------------------------------

    def name(self, at: ScopeId, name: str) -> Refs:
        """Return what NAME means in scope AT."""
        key = (at, name)
        found = self._names.get(key)
        if found is not None:
            return found
        if key in self._active:
            return tuple(self._partial.get(key, ()))
        if self._depth > DEEPEST:
            return ()
        self._active.add(key)
        self._depth += 1
        partial = self._partial[key] = []
        try:
            partial.extend(self._name(at, name))
        finally:
            self._depth -= 1
            self._active.discard(key)
            del self._partial[key]
        found = self._names[key] = tuple(self._anchored(ref) for ref in _limited(partial))
        return found

    def owner(self, at: ScopeId, name: str) -> ScopeId:
        """Return the scope that NAME, read in AT, belongs to; a module when it is global or built in."""
        scopes = self.program.facts[at.file].scopes
        number, first = at.scope, True
        while number > 0:
            scope = scopes[number]
            if name in scope.global_names:
                break
            visible = first or scope.kind != "class"
            if (
                visible
                and name not in scope.nonlocal_names
                and (
                    name in self.program.bindings(ScopeId(at.file, number))
                    or any(parameter.name == name for parameter in scope.parameters)
                )
            ):
                return ScopeId(at.file, number)
            number, first = scope.parent, False
        return ScopeId(at.file, 0)

    def _name(self, at: ScopeId, name: str) -> Iterable[Ref]:
        owner = self.owner(at, name)
        if owner.scope == 0:
            return self.global_name(owner.file, name)
        scope = self.program.scope(owner)
        if scope.kind == "class":
            return self._class_name(owner, name)
        refs = self._local_name(owner, scope, name)
        return refs if owner == at else self._captured(owner, name, refs)

    def _class_name(self, owner: ScopeId, name: str) -> Iterator[Ref]:
        for binding in self.program.bindings(owner).get(name, ()):
            for ref in self.evaluate(owner, binding.value):
                yield ref if ref.place else Ref(ref.value, Place("class", owner, name))

    def _local_name(self, owner: ScopeId, scope: Scope, name: str) -> Iterator[Ref]:
        for parameter in scope.parameters:
            if parameter.name == name:
                yield from self.parameter(owner, parameter)
        for binding in self.program.bindings(owner).get(name, ()):
            yield from self._bound(owner, binding)

    def _bound(self, owner: ScopeId, binding: Binding) -> Iterator[Ref]:
        refs = self.evaluate(owner, binding.value)
        if binding.annotation is not None and not any(_is_own(ref) for ref in refs):
            places = [ref.place for ref in refs] or [None]
            typed = list(annotated_refs(self, owner, binding.annotation))
            if typed:
                yield from (Ref(ref.value, place) for ref in typed for place in places)
                return
        yield from refs

    def _captured(self, owner: ScopeId, name: str, refs: Iterable[Ref]) -> Iterator[Ref]:
        """Yield a variable of an enclosing function as the function inside sees it."""
        for ref in refs:
            if ref.place is None and not isinstance(
                ref.value, (FunctionValue, ClassValue, ModuleValue, ExternalValue)
            ):
                yield Ref(ref.value, Place("closure", owner, name))
            else:
                yield ref

    def global_name(self, file: int, name: str) -> Iterable[Ref]:
        """Yield what NAME is in the module that is file FILE."""
        at = ScopeId(file, 0)
        bindings = self.program.bindings(at)
        found = bindings.get(name)
        rebindings = self.program.rebindings.get((file, name), ())
        if not found and not rebindings:
            yield from self._star_name(file, name)
            return
        place = Place("global", at, name)
        for binding in found or ():
            if binding.how == "import":
                yield from self.evaluate(at, binding.value)
            else:
                yield from _kept_in(place, self._bound(at, binding))
        for site in rebindings:
            write = self.program.write(site)
            yield from _kept_in(
                place, self.evaluate(ScopeId(site.file, site.scope), write.value)
            )

    def _star_name(self, file: int, name: str) -> Iterator[Ref]:
        for binding in self.program.bindings(ScopeId(file, 0)).get("*", ()):
            if isinstance(binding.value, Imported):
                target = self._module(file, binding.value)
                if target >= 0 and target != file:
                    refs = [
                        ref
                        for ref in self.name(ScopeId(target, 0), name)
                        if not _is_builtin(ref)
                    ]
                    if refs:
                        yield from refs
                        return
        yield Ref(ExternalValue("builtins." + name))

    def _module(self, file: int, imported: Imported) -> int:
        if imported.level:
            return self.program.modules.relative(imported.module, imported.level, file)[0]
        return self.program.modules.absolute(imported.module, file)

    def _imported(self, file: int, imported: Imported) -> Iterable[Ref]:
        modules = self.program.modules
        dotted = imported.module
        if imported.level:
            target, parts = modules.relative(imported.module, imported.level, file)
            dotted = ".".join(parts)
            if imported.member is not None:
                inner = modules.exact((*parts, imported.member))
                return self._from_module(target, inner, dotted, imported.member)
        else:
            target = modules.absolute(dotted, file)
            if imported.member is not None:
                inner = modules.absolute(f"{dotted}.{imported.member}", file)
                return self._from_module(target, inner, dotted, imported.member)
        if target >= 0 or modules.is_namespace(dotted, file):
            return (Ref(ModuleValue(target, dotted)),)
        return (Ref(ExternalValue(dotted)),)

    def _from_module(self, target: int, inner: int, dotted: str, member: str) -> Refs:
        if target >= 0:
            refs = tuple(
                ref for ref in self.name(ScopeId(target, 0), member) if not _is_builtin(ref)
            )
            if refs:
                return refs
        if inner >= 0:
            return (Ref(ModuleValue(inner, f"{dotted}.{member}")),)
        if target >= 0:
            return (UNKNOWN,)
        return (self._outside(f"{dotted}.{member}"),)

    def _outside(self, name: str) -> Ref:
        """Return an outside name; one that is itself a store has a place."""
        kept = self.models.kind_of(name) in STORES and not name.rpartition(".")[2][:1].isupper()
        return Ref(ExternalValue(name), Place("external", NOWHERE, name) if kept else None)

    # -- parameters -------------------------------------------------------------------------

    def parameter(self, owner: ScopeId, parameter: Parameter) -> Iterator[Ref]:
        """Yield what a parameter can be; its place is not known before the callers are asked."""
        scope = self.program.scope(owner)
        place = Place("parameter", owner, parameter.name)
        class_id = self.program.enclosing_class(owner)
        if class_id is not None and receiver_name(scope) == parameter.name:
            if is_classmethod(scope) or self._is_metaclass(class_id):
                yield Ref(ClassValue(class_id))
            else:
                yield Ref(InstanceValue(class_id), place)
            return
        provided = list(self._provided(owner, parameter))
        if provided:
            yield from provided
            return
        default = parameter.default
        if isinstance(default, Display) and default.kind in ("dict", "list", "set"):
            yield Ref(ContainerValue(owner, default), Place("default", owner, parameter.name))
        yield from self._parameter_values(owner, scope, parameter, place)

    def _parameter_values(
        self, owner: ScopeId, scope: Scope, parameter: Parameter, place: Place
    ) -> Iterator[Ref]:
        found = False
        if parameter.annotation is not None:
            for ref in annotated_refs(self, self.program.parent(owner), parameter.annotation):
                found = found or _is_known(ref)
                yield Ref(ref.value, place)
        if not found:
            for value in self._modelled_values(owner, scope, parameter):
                found = True
                yield Ref(value, place)
        if not found:
            for value in self._passed_values(owner, parameter):
                yield Ref(value, place)
            yield Ref(UnknownValue(), place)

    def _modelled_values(
        self, owner: ScopeId, scope: Scope, parameter: Parameter
    ) -> Iterator[Value]:
        types = self.entry_parameters.get(owner)
        if types:
            names = [item.name for item in scope.parameters]
            if self.program.enclosing_class(owner) is not None:
                names = names[1:]
            if parameter.name in names and names.index(parameter.name) < len(types):
                yield ExternalInstance(types[names.index(parameter.name)])

    def _passed_values(self, owner: ScopeId, parameter: Parameter) -> Iterator[Value]:
        """Yield the values that callers pass."""
        key = (owner, parameter.name, "passed")
        if key in self._active or self._depth > DEEPEST // 2:
            return
        sites = self.program.calls_by_name.get(self.program.scope(owner).name, ())
        if len(sites) > MOST_CALLS:
            return
        self._active.add(key)
        try:
            seen: set[Value] = set()
            if parameter == self.program.scope(owner).parameters[0]:
                for function in self.applied_to(owner)[:20]:
                    yield FunctionValue(function)
            for edge in self.callers(owner)[:20]:
                if edge.weak:
                    continue
                for ref in self.argument(edge, owner, parameter.name):
                    if _is_known(ref) and ref.value not in seen:
                        seen.add(ref.value)
                        yield ref.value
        finally:
            self._active.discard(key)

    def _is_metaclass(self, class_id: ScopeId) -> bool:
        return "builtins.type" in self.classes.external_bases(class_id)

    def _provided(self, owner: ScopeId, parameter: Parameter) -> Iterator[Ref]:
        """Yield what a dependency declared by `Depends(...)` provides."""
        outer = self.program.parent(owner)
        scope = self.program.scope(outer)
        for expr in _dependencies(parameter):
            if not isinstance(expr, Result) or expr.call >= len(scope.calls):
                continue
            call = scope.calls[expr.call]
            if not self.is_dependency(outer, call):
                continue
            if not call.args and not call.keywords and parameter.annotation is not None:
                yield from annotated_refs(self, outer, parameter.annotation)
            for provider in (*call.args[:1], *(v for k, v in call.keywords if k == "dependency")):
                for ref in self.evaluate(outer, provider):
                    yield from self._provided_by(ref, outer)

    def _provided_by(self, ref: Ref, outer: ScopeId) -> Iterator[Ref]:
        for made in self.called(ref, None, outer):
            match made.value:
                case ContainerValue(scope, Display(kind="generator", items=items)):
                    for item in items:
                        yield from self.evaluate(scope, item)
                case _:
                    yield made

    def is_dependency(self, at: ScopeId, call: Call) -> bool:
        """Whether CALL declares an injected dependency."""
        for ref in self.evaluate(at, call.func):
            if isinstance(ref.value, ExternalValue):
                row = self.models.calls.get(ref.value.name)
                if row is not None and row.kind == "dependency":
                    return True
        return False

    def argument(self, edge: Edge, callee: ScopeId, name: str) -> Refs:
        """Return what the caller of EDGE passes for parameter NAME of CALLEE."""
        scope = self.program.scope(callee)
        names = [item.name for item in scope.parameters if item.kind == "positional"]
        if name in names and names.index(name) < edge.shift:
            return (edge.receiver,) if edge.receiver is not None else ()
        if edge.call < 0:
            return ()
        call = self.program.scope(edge.caller).calls[edge.call]
        if edge.argument >= 0:
            return self._handed_on(edge, call, name, names)
        for keyword, value in call.keywords:
            if keyword == name:
                return self.evaluate(edge.caller, value)
        if name in names:
            position = names.index(name) - edge.shift
            if 0 <= position < len(call.args):
                return self.evaluate(edge.caller, call.args[position])
        return ()

    def _handed_on(self, edge: Edge, call: Call, name: str, names: list[str]) -> Refs:
        """Return what `partial(f, x)`, `submit(f, x)` or `Thread(target=f, args=(x,))` hands on."""
        keywords = dict(call.keywords)
        if name in keywords and edge.argument < 1000:
            return self.evaluate(edge.caller, keywords[name])
        if name not in names:
            return ()
        given: tuple[ExprUnion, ...] = ()
        if edge.argument < 1000:
            given = call.args[edge.argument + 1 :]
        listed = keywords.get("args")
        if listed is not None:
            given = listed.items if isinstance(listed, Display) else ()
        position = names.index(name) - edge.shift
        return self.evaluate(edge.caller, given[position]) if 0 <= position < len(given) else ()

    # -- members ----------------------------------------------------------------------------

    def member(self, ref: Ref, attr: str, at: ScopeId) -> Iterable[Ref]:
        """Yield what `REF.attr` is."""
        place = ref.place.step(attr) if ref.place is not None else None
        match ref.value:
            case ModuleValue(file, dotted):
                return self._module_member(file, dotted, attr, at)
            case ClassValue(class_id):
                return self._class_member(class_id, attr, ref)
            case InstanceValue(class_id):
                return self._instance_member(class_id, attr, ref, at)
            case ExternalValue(name):
                return self._external_member(name, attr, ref)
            case ExternalInstance(name):
                return self._external_instance_member(name, attr, ref)
            case FunctionValue(function):
                return (Ref(UnknownValue(), Place("function", function, attr)),)
            case UnknownValue() | ContainerValue() | AnnotatedValue() if place is not None:
                return (Ref(UnknownValue(), place),)
            case _:
                return (UNKNOWN,)

    def _module_member(self, file: int, dotted: str, attr: str, at: ScopeId) -> Iterable[Ref]:
        modules = self.program.modules
        if attr == "__dict__":
            return (Ref(ModuleValue(file, dotted)),)
        inner = (
            modules.exact((*modules.parts[file], attr))
            if file >= 0
            else modules.absolute(f"{dotted}.{attr}", at.file)
        )
        if file < 0 and inner < 0:
            if modules.is_namespace(f"{dotted}.{attr}", at.file):
                return (Ref(ModuleValue(-1, f"{dotted}.{attr}")),)
            return (UNKNOWN,)
        return self._from_module(file, inner, dotted, attr)

    def _class_member(self, class_id: ScopeId, attr: str, ref: Ref) -> Iterator[Ref]:
        if attr == "__dict__":
            yield Ref(UnknownValue(), Place("class", class_id, "__dict__"))
            return
        found = self.classes.attribute(class_id, attr)
        if found is not None:
            yield from self._class_attribute(found[0], found[1], attr, ref)
            return
        fields = [field for field in self.classes.fields(class_id, attr) if field.on_class]
        if not fields and self._external_class_member(class_id, attr):
            for base in self.classes.external_bases(class_id):
                yield Ref(ExternalValue(f"{base}.{attr}"), Place("class", class_id, attr))
            return
        place = Place("class", class_id, attr)
        for field in fields:
            for value in self.evaluate(field.scope, field.write.value):
                yield Ref(value.value, value.place if _is_shared(value) else place)
        yield Ref(UnknownValue(), place)

    def _external_class_member(self, class_id: ScopeId, attr: str) -> bool:
        return bool(self.classes.external_bases(class_id))

    def _class_attribute(
        self, owner: ScopeId, bindings: list[Binding], attr: str, ref: Ref
    ) -> Iterator[Ref]:
        place = Place("class", owner, attr)
        for binding in bindings:
            if isinstance(binding.value, Definition):
                inner = ScopeId(owner.file, binding.value.scope)
                scope = self.program.scope(inner)
                if scope.kind == "class":
                    yield Ref(ClassValue(inner))
                else:
                    bound = ref if is_classmethod(scope) else None
                    yield Ref(FunctionValue(inner, bound))
                continue
            if isinstance(ref.value, InstanceValue) and any(
                map(self._is_descriptor, self.evaluate(owner, binding.value))
            ):
                own = ref.place.step(attr) if ref.place is not None else None
                for value in self._bound(owner, binding):
                    known = isinstance(value.value, InstanceValue)
                    yield Ref(value.value if known else UnknownValue(), own)
                continue
            for value in self._bound(owner, binding):
                if isinstance(ref.value, InstanceValue):
                    if isinstance(value.value, FunctionValue) and value.value.receiver is None:
                        bound = FunctionValue(value.value.id, ref)
                        yield from self.returned(bound, None, owner)
                        continue
                yield Ref(value.value, value.place if _is_shared(value) else place)
        for field in self.classes.fields(owner, attr):
            if field.on_class:
                for value in self.evaluate(field.scope, field.write.value):
                    yield Ref(value.value, value.place if _is_shared(value) else place)

    def _instance_member(
        self, class_id: ScopeId, attr: str, ref: Ref, at: ScopeId
    ) -> Iterator[Ref]:
        if attr == "__class__":
            yield Ref(ClassValue(class_id))
            return
        if attr == "__dict__":
            yield ref
            return
        found = self.classes.attribute(class_id, attr)
        if found is not None and isinstance(found[1][-1].value, Definition):
            yield from self._method(found[0], found[1][-1].value.scope, ref, at)
            return
        fields = self.classes.fields(class_id, attr)
        if not fields and found is None:
            for subclass in self.classes.subclasses(class_id)[:8]:
                method = self.program.bindings(subclass).get(attr)
                if method and isinstance(method[-1].value, Definition):
                    yield from self._method(subclass, method[-1].value.scope, ref, at)
                fields = [*fields, *self.classes.own_fields(subclass).get(attr, ())]
        own = ref.place.step(attr) if ref.place is not None else None
        if found is not None:
            yield from self._class_level(class_id, found, fields, attr, own, ref)
            yield from self._overridden(class_id, attr, ref)
        made: list[Ref] = []
        for field in fields:
            if field.write.how != "annotation":
                made.extend(self._field(field.scope, field.write.value, field.write.how, own))
        yield from made
        if not any(isinstance(item.value, (InstanceValue, ContainerValue)) for item in made):
            for field in fields:
                if field.write.how == "annotation":
                    yield from self._field(field.scope, field.write.value, "annotation", own)
        known: list[object] = list(fields)
        declared = self.classes.declared(class_id, attr)
        if declared is not None and declared[1].annotation is not None:
            for typed in annotated_refs(self, declared[0], declared[1].annotation):
                known.append(typed)
                yield Ref(typed.value, own)
        if not known and found is None:
            yield from self._inherited_member(class_id, attr, ref, own)

    def _class_level(
        self,
        class_id: ScopeId,
        found: tuple[ScopeId, list[Binding]],
        fields: Iterable[object],
        attr: str,
        own: Place | None,
        ref: Ref,
    ) -> Iterator[Ref]:
        """Yield a class attribute as an object of the class sees it."""
        if fields or self.copies_defaults(class_id):
            for binding in found[1]:
                for value in self._bound(found[0], binding):
                    yield Ref(value.value, own)
        else:
            yield from self._class_attribute(*found, attr, ref)

    def _is_descriptor(self, ref: Ref) -> bool:
        """Whether a class attribute stands for something that each object has of its own."""
        return (
            isinstance(ref.value, ExternalInstance)
            and self.models.kind_of(ref.value.name) is None
            and not ref.value.name.startswith("builtins.")
        )

    def _overridden(self, class_id: ScopeId, attr: str, ref: Ref) -> Iterator[Ref]:
        """Yield the containers that subclasses put in the place of a class attribute."""
        for subclass in self.classes.subclasses(class_id)[:8]:
            bindings = self.program.bindings(subclass).get(attr)
            if bindings and isinstance(bindings[-1].value, Display):
                yield from self._class_attribute(subclass, bindings, attr, ref)

    def copies_defaults(self, class_id: ScopeId) -> bool:
        """Whether objects of the class get copies of its class-level values."""
        if any(map(self.models.copies_defaults, self.classes.external_bases(class_id))):
            return True
        for item in self.classes.line(class_id):
            scope = self.program.scope(item)
            for decorator in scope.decorators:
                func = decorator
                parent = self.program.parent(item)
                if isinstance(decorator, Result):
                    func = self.program.scope(parent).calls[decorator.call].func
                for ref in self.evaluate(parent, func):
                    if isinstance(ref.value, ExternalValue) and self.models.copies_defaults(
                        ref.value.name
                    ):
                        return True
        return False

    def _field(
        self, scope: ScopeId, value: ExprUnion, how: str, own: Place | None
    ) -> Iterator[Ref]:
        """Yield what a field holds: its own place, or where the assigned object already is."""
        if how == "annotation":
            for ref in annotated_refs(self, scope, value):
                yield Ref(ref.value, own)
            return
        for ref in self.evaluate(scope, value):
            if ref.place is None:
                yield Ref(ref.value, own)
            elif ref.place.kind == "parameter":
                yield from self._injected(ref, own)
            else:
                yield ref

    def _injected(self, ref: Ref, own: Place | None) -> Iterator[Ref]:
        """Yield an object that a method got as an argument and kept."""
        place = ref.place
        if place is None:
            return
        key = (place, "injected")
        found = False
        if key not in self._active and self._depth < DEEPEST // 2:
            self._active.add(key)
            try:
                for edge in self.callers(place.scope)[:12]:
                    if edge.weak:
                        continue
                    for passed in self.argument(edge, place.scope, place.name):
                        if passed.place is not None and passed.place.kind != "parameter":
                            found = True
                            value = passed.value if not place.path else ref.value
                            yield Ref(value, passed.place.under(place.path))
                        elif _is_known(passed) and not place.path:
                            found = True
                            yield Ref(passed.value, own)
            finally:
                self._active.discard(key)
        if not found:
            yield Ref(ref.value, own)

    def _method(self, owner: ScopeId, number: int, ref: Ref, at: ScopeId) -> Iterator[Ref]:
        function = ScopeId(owner.file, number)
        scope = self.program.scope(function)
        if scope.kind == "class":
            yield Ref(ClassValue(function))
        elif is_property(scope):
            yield from self.returned(FunctionValue(function, ref), None, at)
        elif is_staticmethod(scope):
            yield Ref(FunctionValue(function))
        elif is_classmethod(scope) and isinstance(ref.value, InstanceValue):
            yield Ref(FunctionValue(function, Ref(ClassValue(ref.value.class_id))))
        else:
            yield Ref(FunctionValue(function, ref))

    def _inherited_member(
        self, class_id: ScopeId, attr: str, ref: Ref, own: Place | None
    ) -> Iterator[Ref]:
        bases = self.classes.external_bases(class_id)
        for base in bases:
            for name in self.models.member_names(base, attr):
                made = self.models.attributes.get(name)
                if made is not None:
                    if self.models.kind_of(made) == "settings":
                        own = APPLICATION.step(attr)
                    yield Ref(ExternalInstance(made), own)
                    return
        if bases and own is None:
            for base in bases:
                yield Ref(ExternalValue(f"{base}.{attr}"))
            return
        for base in bases:
            yield Ref(ExternalValue(f"{base}.{attr}"), own)
        yield Ref(UnknownValue(), own)

    def _external_member(self, name: str, attr: str, ref: Ref) -> Iterator[Ref]:
        full = f"{name}.{attr}"
        place = ref.place.step(attr) if ref.place else Place("external", NOWHERE, full)
        made = self._attribute_type(name, attr)
        if made is not None:
            yield Ref(ExternalInstance(made), place)
        else:
            yield Ref(ExternalValue(full), place)

    def _external_instance_member(self, name: str, attr: str, ref: Ref) -> Iterator[Ref]:
        place = ref.place.step(attr) if ref.place is not None else None
        made = self._attribute_type(name, attr)
        if made is not None:
            yield Ref(ExternalInstance(made), place or Place("external", NOWHERE, f"{name}.{attr}"))
            return
        kind = self.models.kind_of(name)
        if kind in BAGS and ref.place is not None and place is not None:
            values = list(self._put(ref.place, attr))
            if values or kind == "bag":
                yield from (Ref(value, place) for value in values)
                if not values:
                    yield Ref(UnknownValue(), place)
                return
        yield Ref(ExternalValue(f"{name}.{attr}"), place)

    def _put(self, bag: Place, attr: str) -> Iterator[Value]:
        """Yield the values that the project assigns to an attribute of a framework's object."""
        key = (bag, attr, "put")
        if key in self._active or self._depth > DEEPEST // 2:
            return
        self._active.add(key)
        try:
            for site in self.program.attribute_writes.get(attr, ())[:16]:
                at = ScopeId(site.file, site.scope)
                write = self.program.write(site)
                if isinstance(write.target, Attribute) and any(
                    ref.place == bag for ref in self.evaluate(at, write.target.value)
                ):
                    for ref in self.evaluate(at, write.value):
                        if _is_known(ref):
                            yield ref.value
        finally:
            self._active.discard(key)

    def under_key(self, bag: Place, key: str) -> Iterator[Ref]:
        """Yield what is kept in a framework's object under a literal key."""
        place = bag.step(f"[{key}]")
        for value in self._put_under(bag, key):
            yield Ref(value, place)

    def _put_under(self, bag: Place, key: str) -> Iterator[Value]:
        """Yield the values that the project stores in a framework's object under a literal key."""
        active = (bag, key, "put")
        if active in self._active or self._depth > DEEPEST // 2:
            return
        self._active.add(active)
        try:
            for site in self.program.keyed_writes.get(key, ())[:16]:
                at = ScopeId(site.file, site.scope)
                write = self.program.write(site)
                if isinstance(write.target, Item) and any(
                    ref.place == bag for ref in self.evaluate(at, write.target.value)
                ):
                    for ref in self.evaluate(at, write.value):
                        if _is_known(ref):
                            yield ref.value
        finally:
            self._active.discard(active)

    def _attribute_type(self, name: str, attr: str) -> str | None:
        for full in self.models.member_names(name, attr):
            made = self.models.attributes.get(full)
            if made is not None:
                return made
        return None

    # -- containers -------------------------------------------------------------------------

    def elements(self, ref: Ref) -> Iterator[Ref]:
        """Yield what an element of REF is."""
        place = ref.place.step("[]") if ref.place is not None else None
        found = False
        match ref.value:
            case ContainerValue(scope, Display(items=items)):
                for item in items:
                    for part in self.evaluate(scope, item):
                        found = True
                        yield Ref(part.value, part.place if _is_shared(part) else place)
            case AnnotatedValue(scope, annotation):
                inner = element_annotation(annotation)
                if inner is not None:
                    for part in annotated_refs(self, scope, inner):
                        found = True
                        yield Ref(part.value, place)
            case InstanceValue(class_id):
                found = True
                method = self.classes.method(class_id, "__getitem__") or self.classes.method(
                    class_id, "__iter__"
                )
                if method is not None:
                    yield from self.returned(FunctionValue(method, ref), None, class_id)
                else:
                    yield from self._generic_elements(class_id, place)
                    for part in self._stored(ref.place) if ref.place else ():
                        yield Ref(part, place)
                    yield Ref(UnknownValue(), place)
            case _:
                pass
        if ref.place is not None and ref.place.kind != "parameter":
            for value in self._stored(ref.place):
                found = True
                yield Ref(value, place)
        if not found:
            yield Ref(UnknownValue(), place)

    def _generic_elements(self, class_id: ScopeId, place: Place | None) -> Iterator[Ref]:
        """Yield the elements that `class C(dict[str, X])` declares."""
        for item in self.classes.line(class_id):
            for base in self.program.scope(item).bases:
                inner = element_annotation(base)
                if inner is not None:
                    for part in annotated_refs(self, self.program.parent(item), inner):
                        yield Ref(part.value, place)

    def _stored(self, place: Place) -> Iterator[Value]:
        """Yield the values that writes put into the container at PLACE, matched by its last name."""
        name = next((step for step in reversed(place.path) if step != "[]"), place.name)
        key = (place.root, name, "stored")
        if key in self._active or self._depth > DEEPEST // 2:
            return
        self._active.add(key)
        try:
            seen: set[Value] = set()
            for site in self.program.element_writes.get(name, ())[:24]:
                at = ScopeId(site.file, site.scope)
                write = self.program.write(site)
                if not self._is_same_container(at, write.target, write.how, place):
                    continue
                for ref in self.evaluate(at, write.value):
                    value = ref.value
                    if isinstance(value, ContainerValue) and write.how in ("extend()", "update()"):
                        continue
                    if _is_known(ref) and value not in seen:
                        seen.add(value)
                        yield value
        finally:
            self._active.discard(key)

    def _is_same_container(
        self, at: ScopeId, target: ExprUnion, how: str, place: Place
    ) -> bool:
        container = target.value if how == "item assignment" and isinstance(target, Item) else target
        last = place.path[-1] if place.path else None
        for ref in self.evaluate(at, container):
            if ref.place is None:
                continue
            if ref.place == place:
                return True
            if last is not None and last != "[]" and ref.place.path[-1:] == (last,):
                return True
        return False

    # -- calls ------------------------------------------------------------------------------

    def _call(self, at: ScopeId, call: Call) -> Iterator[Ref]:
        func = call.func
        if isinstance(func, Attribute):
            if func.attr in ELEMENT_METHODS or func.attr in VIEW_METHODS:
                accessed = self._accessed(at, func, call)
                if accessed is not None:
                    yield from accessed
                    return
        elif isinstance(func, Name):
            special = self._builtin_call(at, func.id, call)
            if special is not None:
                yield from special
                return
        for ref in self.evaluate(at, func):
            yield from self.called(ref, call, at)

    def _accessed(self, at: ScopeId, func: Attribute, call: Call) -> list[Ref] | None:
        """Return what a container's accessor gives, None where the receiver is no container."""
        found: list[Ref] = []
        plain = False
        for ref in self.evaluate(at, func.value):
            match ref.value:
                case ContainerValue() | AnnotatedValue():
                    plain = True
                case ExternalInstance(name) if self.models.kind_of(name) == "container":
                    plain = True
                case InstanceValue(class_id) if (
                    self.classes.method(class_id, func.attr) is None
                    and self.is_container_class(class_id)
                ):
                    plain = True
                case UnknownValue() | ConstantValue(None) if ref.place is not None and (
                    ref.place.kind == "parameter" or ref.place.path[-1:] == ("[]",)
                ):
                    pass
                case _:
                    continue
            if func.attr == "copy":
                found.append(Ref(ref.value))
            elif func.attr in ELEMENT_METHODS or func.attr == "values":
                parts = self.elements(ref)
                if func.attr == "values":
                    found.append(Ref(ref.value, ref.place))
                else:
                    found.extend(parts)
            else:
                found.append(ref)
            if func.attr == "setdefault" and len(call.args) > 1:
                place = ref.place.step("[]") if ref.place else None
                found.extend(
                    Ref(part.value, part.place or place)
                    for part in self.evaluate(at, call.args[1])
                )
        return found if plain or found else None

    def is_container_class(self, class_id: ScopeId) -> bool:
        """Whether objects of the class are containers by inheritance."""
        return any(
            self.models.kind_of(base) == "container"
            for base in self.classes.external_bases(class_id)
        )

    def _module_of(self, at: ScopeId) -> Ref:
        return Ref(ModuleValue(at.file, ".".join(self.program.modules.parts[at.file])))

    def _builtin_call(self, at: ScopeId, name: str, call: Call) -> Iterable[Ref] | None:
        args = call.args
        if name == "getattr" and len(args) >= 2 and isinstance(args[1], Literal):
            attr = str(args[1].value)
            return [
                part for ref in self.evaluate(at, args[0]) for part in self.member(ref, attr, at)
            ]
        if name in ("globals",) and not args:
            return (self._module_of(at),)
        if name == "vars" and len(args) == 1:
            return self.evaluate(at, args[0])
        if name == "super":
            return self._super(at)
        if name in TRANSPARENT and args:
            return self.evaluate(at, args[-1])
        if name == "enumerate" and args:
            pair = Display("tuple", (Opaque(), Element(args[0])))
            self._kept.append(pair)
            return (Ref(ContainerValue(at, Display("list", (pair,)))),)
        if name == "zip" and args:
            pair = Display("tuple", tuple(Element(arg) for arg in args))
            self._kept.append(pair)
            return (Ref(ContainerValue(at, Display("list", (pair,)))),)
        return None

    def _super(self, at: ScopeId) -> Iterator[Ref]:
        method = at
        while method.scope > 0 and self.program.enclosing_class(method) is None:
            method = self.program.parent(method)
        class_id = self.program.enclosing_class(method) if method.scope > 0 else None
        if class_id is None:
            return
        scope = self.program.scope(method)
        receiver = receiver_name(scope)
        for base in self.classes.bases(class_id) or ("builtins.object",):
            if isinstance(base, ScopeId):
                if is_classmethod(scope) or receiver is None:
                    yield Ref(ClassValue(base))
                else:
                    yield Ref(InstanceValue(base), Place("parameter", method, receiver))
            else:
                yield Ref(ExternalInstance(base))

    def called(self, ref: Ref, call: Call | None, at: ScopeId) -> Iterator[Ref]:
        """Yield what calling REF gives."""
        match ref.value:
            case ClassValue(class_id):
                yield from self._constructed(class_id, ref)
            case FunctionValue():
                yield from self.returned(ref.value, call, at)
            case ExternalValue(name):
                yield from self._external_called(name, ref, call, at)
            case InstanceValue(class_id):
                method = self.classes.method(class_id, "__call__")
                if method is not None:
                    yield from self.returned(FunctionValue(method, ref), call, at)
                else:
                    yield UNKNOWN
            case ExternalInstance():
                yield ref
            case _:
                yield UNKNOWN

    def _external_called(
        self, name: str, ref: Ref, call: Call | None, at: ScopeId
    ) -> Iterator[Ref]:
        wrapped = self.models.wrappers.get(name)
        made = self.models.attributes.get(name)
        if made is not None:
            yield Ref(ExternalInstance(made), ref.place)
        elif name.endswith(".__new__") and call is not None and call.args:
            for part in self.evaluate(at, call.args[0]):
                if isinstance(part.value, ClassValue):
                    yield Ref(InstanceValue(part.value.id))
        elif wrapped is not None and call is not None and call.args:
            for part in self.evaluate(at, call.args[0]):
                if wrapped == "memoised" and isinstance(part.value, FunctionValue):
                    yield Ref(part.value)
                elif isinstance(part.value, (FunctionValue, ClassValue)):
                    yield part
                else:
                    yield UNKNOWN
        else:
            yield Ref(ExternalInstance(name))

    def _constructed(self, class_id: ScopeId, ref: Ref) -> Iterator[Ref]:
        """Yield the object that a constructor gives: a new one, or the class's only one."""
        new = self.classes.method(class_id, "__new__")
        if new is not None:
            for made in self.returned(FunctionValue(new, ref), None, class_id):
                if made.place is not None and made.place.kind in ("class", "global"):
                    yield Ref(InstanceValue(class_id), made.place)
                    return
        if self._is_single(class_id):
            yield Ref(InstanceValue(class_id), Place("singleton", class_id, ""))
            return
        yield Ref(InstanceValue(class_id))

    def _is_single(self, class_id: ScopeId) -> bool:
        """Whether a metaclass or a class decorator of the project keeps the only object."""
        for item in self.classes.line(class_id):
            scope = self.program.scope(item)
            parent = self.program.parent(item)
            for name, value in scope.keywords:
                if name == "metaclass":
                    for ref in self.evaluate(parent, value):
                        if isinstance(ref.value, ClassValue) and self._keeps_instances(
                            self.classes.method(ref.value.id, "__call__")
                        ):
                            return True
            for decorator in scope.decorators:
                for ref in self.evaluate(parent, decorator):
                    if isinstance(ref.value, FunctionValue) and any(
                        self._keeps_instances(ScopeId(ref.value.id.file, number))
                        for number in self.classes.children(ref.value.id)
                    ):
                        return True
        return False

    def _keeps_instances(self, function: ScopeId | None) -> bool:
        if function is None:
            return False
        scope = self.program.scope(function)
        return bool(scope.writes) and any(
            ref.place is not None and ref.place.kind in ("class", "closure", "global")
            for expr in scope.returns
            for ref in self.evaluate(function, expr)
        )

    def is_memoised(self, function: ScopeId) -> bool:
        """Whether a memoising decorator keeps the function's results."""
        scope = self.program.scope(function)
        parent = self.program.parent(function)
        for decorator in scope.decorators:
            func = decorator
            if isinstance(decorator, Result):
                func = self.program.scope(parent).calls[decorator.call].func
            for ref in self.evaluate(parent, func):
                if (
                    isinstance(ref.value, ExternalValue)
                    and self.models.wrappers.get(ref.value.name) == "memoised"
                ):
                    return True
        return False

    def returned(self, function: FunctionValue, call: Call | None, at: ScopeId) -> Iterable[Ref]:
        """Return what a call of FUNCTION gives, its parameters replaced by the arguments of CALL."""
        key = (function.id, "returned", function.receiver)
        if key in self._active or self._depth > DEEPEST:
            return ()
        self._active.add(key)
        self._depth += 1
        try:
            return list(self._returned(function, call, at))
        finally:
            self._depth -= 1
            self._active.discard(key)

    def _returned(
        self, function: FunctionValue, call: Call | None, at: ScopeId
    ) -> Iterator[Ref]:
        scope = self.program.scope(function.id)
        if scope.yields:
            display = Display("generator", scope.yields)
            self._kept.append(display)
            yield Ref(ContainerValue(function.id, display))
            return
        memoised = bool(scope.decorators) and self.is_memoised(function.id)
        found = False
        for expr in scope.returns:
            for ref in self.evaluate(function.id, expr):
                place = ref.place
                if place is not None and place.kind == "parameter":
                    if place.scope == function.id:
                        for passed in self._substituted(function, place, ref, call, at):
                            found = found or _is_known(passed)
                            yield passed
                        continue
                elif memoised and (place is None or not _is_shared(ref)):
                    ref = Ref(ref.value, Place("cached", function.id, scope.name))
                found = found or _is_known(ref)
                yield ref
        if not found and scope.result is not None:
            place = Place("cached", function.id, scope.name) if memoised else None
            for ref in annotated_refs(self, self.program.parent(function.id), scope.result):
                yield Ref(ref.value, place)

    def _substituted(
        self, function: FunctionValue, place: Place, ref: Ref, call: Call | None, at: ScopeId
    ) -> Iterator[Ref]:
        scope = self.program.scope(function.id)
        names = [item.name for item in scope.parameters if item.kind == "positional"]
        if function.receiver is not None and names and names[0] == place.name:
            base = function.receiver
            moved = base.place.under(place.path) if base.place is not None else None
            yield Ref(base.value if not place.path else ref.value, moved)
            return
        if call is None:
            yield Ref(ref.value)
            return
        shift = 1 if function.receiver is not None else 0
        position = names.index(place.name) - shift if place.name in names else -1
        passed: ExprUnion | None = next(
            (value for keyword, value in call.keywords if keyword == place.name), None
        )
        if passed is None and 0 <= position < len(call.args):
            passed = call.args[position]
        if passed is None:
            yield Ref(ref.value)
            return
        for item in self.evaluate(at, passed):
            moved = item.place.under(place.path) if item.place is not None else None
            yield Ref(item.value if not place.path else ref.value, moved)


def _under_key(value: Value, key: str) -> tuple[ScopeId, ExprUnion] | None:
    """Return what a dict written in place holds under a literal key."""
    if isinstance(value, ContainerValue) and isinstance(value.display, Display):
        for name, item in zip(value.display.keys, value.display.items, strict=False):
            if name == Literal(key):
                return value.scope, item
    return None


def _dependencies(parameter: Parameter) -> Iterator[ExprUnion]:
    """Yield the expressions of a parameter that may declare a dependency."""
    if parameter.default is not None:
        yield parameter.default
    annotation = parameter.annotation
    if isinstance(annotation, Item) and isinstance(annotation.key, Display):
        yield from annotation.key.items[1:]


def _kept_in(place: Place, refs: Iterable[Ref]) -> Iterator[Ref]:
    """Yield REFS as what the module-level name at PLACE holds."""
    for ref in refs:
        if isinstance(ref.value, (FunctionValue, ClassValue, ModuleValue)):
            yield ref
        elif isinstance(ref.value, ExternalValue):
            yield Ref(ref.value, ref.place or place)
        else:
            yield Ref(ref.value, ref.place if _is_shared(ref) else place)


def _is_shared(ref: Ref) -> bool:
    """Whether a ref already has a place of its own that outlives the expression."""
    return ref.place is not None and ref.place.kind not in ("parameter", "closure")


def _is_known(ref: Ref) -> bool:
    return not isinstance(ref.value, UnknownValue) and not (
        isinstance(ref.value, ConstantValue) and ref.value.value is None
    )


def _is_own(ref: Ref) -> bool:
    """Whether a ref says more than an annotation would."""
    return isinstance(ref.value, (InstanceValue, ContainerValue, FunctionValue, ClassValue))


def _is_builtin(ref: Ref) -> bool:
    return isinstance(ref.value, ExternalValue) and ref.value.name.startswith("builtins.")


def _limited(refs: Iterable[Ref]) -> Refs:
    """Return REFS without repetition, and not too many."""
    found = dict.fromkeys(refs)
    return tuple(found) if len(found) <= MOST_REFS else tuple(found)[:MOST_REFS]
