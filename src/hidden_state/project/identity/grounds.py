"""When, and for whom, the code runs that makes a value of the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Choice, Compare, Imported, Item, Literal, Name, Result
from hidden_state.project.guards import tests_before
from hidden_state.project.identity.naming import DEVELOPMENT, TEST, is_of_settings
from hidden_state.project.phases import SERVING
from hidden_state.words import words_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import Call, ExprUnion, Write
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId

OFFLINE_FOLDERS = frozenset(
    """tests test testing migrations management scripts script tools bin examples example docs
    benchmark benchmarks bench alembic seeds seeders fixtures factories samples hack""".split()
)
ROOTS = frozenset("app main wsgi asgi server run index application api manage".split())
MOST_CALLERS = 200


class Grounds:
    """Answers about the scopes of a project, remembered."""

    def __init__(self, linked: Linked) -> None:
        """Take the linked project."""
        self._linked = linked
        self._program = linked.evaluator.program
        self._runs: dict[ScopeId, str] = {}
        self._loaded: set[int] | None = None

    def function(self, at: ScopeId) -> ScopeId:
        """Return the function, or else the module, in which the code of scope AT runs."""
        while at.scope > 0 and self._program.scope(at).kind == "class":
            at = self._program.parent(at)
        return at

    def runs(self, at: ScopeId) -> str:
        """Return when scope AT runs: import, start, serving, offline or unknown."""
        at = self.function(at)
        if at.scope == 0:
            return "import"
        found = self._runs.get(at)
        if found is None:
            found = self._runs[at] = self._when(at)
        return found

    def _when(self, at: ScopeId) -> str:
        chain = self._linked.phases.chain(at)
        if chain is not None and not chain.weak:
            return "serving"
        seen = {at}
        queue = [at]
        found: set[str] = set()
        for function in queue:
            for entry in self._linked.entries.by_function.get(function, ()):
                found.add("offline" if entry.runs == "offline" else "start")
            for edge in self._linked.graph.callers(function):
                caller = self.function(edge.caller)
                if edge.weak or caller in seen or len(seen) > MOST_CALLERS:
                    continue
                if caller.scope == 0:
                    found.add("start")
                else:
                    seen.add(caller)
                    queue.append(caller)
        return next((kind for kind in ("start", "offline") if kind in found), "unknown")

    def is_for_trial(self, at: ScopeId, line: Call | Write) -> bool:
        """Whether the code at LINE of scope AT is there for tests, examples or development."""
        if self._is_trial_file(at.file) or self._is_trial_block(at, line):
            return True
        number = at.scope
        while number > 0:
            scope = self._program.facts[at.file].scopes[number]
            words = words_in(scope.name)
            if words & TEST:
                return True
            if words & DEVELOPMENT and scope.kind == "class" and self._has_sibling(at, number):
                return True
            number = scope.parent
        return False

    def _is_trial_file(self, file: int) -> bool:
        parts = self._program.paths[file].split("/")
        words = words_in(parts[-1].removesuffix(".py"))
        if OFFLINE_FOLDERS & set(parts[:-1]) or words & TEST:
            return True
        if not words & DEVELOPMENT:
            return False
        folder = "/".join(parts[:-1])
        return any(
            path != self._program.paths[file]
            and path.rpartition("/")[0] == folder
            and not path.endswith("__init__.py")
            for path in self._program.paths
        )

    def _has_sibling(self, at: ScopeId, number: int) -> bool:
        """Whether another class of settings stands beside class NUMBER that is not for trial."""
        scopes = self._program.facts[at.file].scopes
        return any(
            scope.kind == "class"
            and scope is not scopes[number]
            and scope.parent == scopes[number].parent
            and not words_in(scope.name) & (TEST | DEVELOPMENT)
            and is_of_settings(scope.name)
            for scope in scopes
        )

    def _is_trial_block(self, at: ScopeId, line: Call | Write) -> bool:
        scope = self._program.scope(at)
        return any(
            held and _names(scope.calls, test) & (TEST | DEVELOPMENT)
            for kind, test, held in tests_before(scope, line)
            if kind == "if"
        )

    def is_loaded(self, file: int) -> bool:
        """Whether FILE is a part of what serves, as far as can be told."""
        stem = self._program.paths[file].rpartition("/")[2].removesuffix(".py")
        if stem in ROOTS or is_of_settings(stem) or is_of_settings(self._program.paths[file]):
            return True
        return file in self._parts()

    def _parts(self) -> set[int]:
        if self._loaded is None:
            self._loaded = {
                function.file
                for function, entries in self._linked.entries.by_function.items()
                if any(entry.runs in SERVING or entry.runs == "startup" for entry in entries)
            }
            self._loaded.update(self._imported())
        return self._loaded

    def _imported(self) -> Iterator[int]:
        """Yield the files that other files import."""
        modules = self._program.modules
        imports = (
            (file, binding.value)
            for file, facts in enumerate(self._program.facts)
            for scope in facts.scopes
            for binding in scope.bindings
            if isinstance(binding.value, Imported)
        )
        for importer, imported in imports:
            if imported.level:
                target, parts = modules.relative(imported.module, imported.level, importer)
                yield target
                if imported.member is not None:
                    yield modules.exact((*parts, imported.member))
            else:
                yield modules.absolute(imported.module, importer)
                if imported.member is not None:
                    yield modules.absolute(f"{imported.module}.{imported.member}", importer)


def _names(calls: tuple[Call, ...], test: ExprUnion) -> frozenset[str]:
    """Return the words of what has to be true for TEST to be; nothing of what has to be false."""
    match test:
        case Name(id=text) | Attribute(attr=text) | Literal(value=str() as text):
            return words_in(text)
        case Item(key=key):
            return _names(calls, key)
        case Compare(op="==" | "is" | "in", left=left, right=right):
            return _names(calls, left) | _names(calls, right)
        case Choice(options=options):
            return frozenset(word for option in options for word in _names(calls, option))
        case Result(call=number):
            call = calls[number]
            given = (call.func, *call.args[:1])
            return frozenset(word for part in given for word in _names(calls, part))
        case _:
            return frozenset()
