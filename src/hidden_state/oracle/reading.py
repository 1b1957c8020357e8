"""What a name of an installed package is, followed from source to source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import astroid
from astroid import nodes
from astroid.builder import AstroidBuilder
from astroid.manager import AstroidManager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hidden_state.oracle.environment import Packages

MOST_STEPS = 60


class Reading:
    """One question; it is given up after a bounded number of steps."""

    def __init__(self, packages: Packages, kind_of: Callable[[str], str | None]) -> None:
        """Take the installed PACKAGES, and what the models know of a dotted name."""
        self._packages = packages
        self._kind_of = kind_of
        self._builder = AstroidBuilder(AstroidManager(), apply_transforms=False)
        self._modules: dict[str, nodes.Module | None] = {}
        self._seen: set[str] = set()

    def kind(self, dotted: str) -> str | None:
        """Return the kind of a class's nearest ancestor, or of what a factory gives."""
        if dotted in self._seen or len(self._seen) > MOST_STEPS:
            return None
        self._seen.add(dotted)
        known = self._kind_of(dotted)
        if known is not None:
            return known
        found = self._packages.module(dotted)
        if found is None:
            return None
        file, name = found
        module = self._module(str(file), name)
        rest = dotted[len(name) + 1 :]
        return self._member(module, rest) if module is not None and rest else None

    def _module(self, file: str, name: str) -> nodes.Module | None:
        if name not in self._modules:
            try:
                self._modules[name] = self._builder.file_build(file, name)
            except (astroid.AstroidError, RecursionError, ValueError, OSError):
                self._modules[name] = None
        return self._modules[name]

    def _member(self, module: nodes.Module, rest: str) -> str | None:
        """Return the kind of a dotted member of MODULE."""
        first, _, last = rest.partition(".")
        for node in module.locals.get(first, ()):
            match node:
                case nodes.ClassDef() if not last:
                    kinds = (self.kind(base) for base in self._names(module, node.bases))
                case nodes.FunctionDef() if not last:
                    kinds = (self.kind(made) for made in self._made(module, node))
                case nodes.ImportFrom() | nodes.Import() | nodes.AssignName():
                    names = self._named(module, node, first)
                    kinds = (self.kind(f"{name}.{last}" if last else name) for name in names)
                case _:
                    continue
            kind = next(filter(None, kinds), None)
            if kind is not None:
                return kind
        return None

    def _made(self, module: nodes.Module, function: nodes.FunctionDef) -> Iterator[str]:
        """Yield the names of what FUNCTION returns: by its annotation, or by what it calls."""
        if function.returns is not None:
            yield from self._names(module, [function.returns])
        for node in function.nodes_of_class(nodes.Return, skip_klass=nodes.FunctionDef):
            if isinstance(node.value, nodes.Call):
                yield from self._names(module, [node.value.func])

    def _named(self, module: nodes.Module, node: nodes.NodeNG, name: str) -> Iterator[str]:
        """Yield the dotted names that an import, or an assignment of a name, stands for."""
        match node:
            case nodes.ImportFrom():
                try:
                    source = module.relative_to_absolute_name(node.modname or "", node.level)
                    yield f"{source}.{node.real_name(name)}"
                except astroid.AstroidError:
                    return
            case nodes.Import():
                real = node.real_name(name)
                yield real if real.partition(".")[0] != name else name
            case nodes.AssignName(parent=nodes.Assign(value=value)):
                yield from self._names(module, [value])
            case _:
                return

    def _names(self, module: nodes.Module, expressions: Iterable[object]) -> Iterator[str]:
        """Yield EXPRESSIONS, read in MODULE, as dotted names; what has no name is left out."""
        for expression in expressions:
            node = expression
            while isinstance(node, nodes.Subscript):
                node = node.value
            written = _written(node)
            first, _, rest = written.partition(".")
            if not first.isidentifier():
                continue
            local = module.locals.get(first)
            if local is None:
                yield f"builtins.{written}"
                continue
            for item in local:
                if isinstance(item, nodes.ImportFrom | nodes.Import):
                    for name in self._named(module, item, first):
                        yield f"{name}.{rest}" if rest else name
                else:
                    yield f"{module.name}.{written}"


def _written(node: object) -> str:
    """Return a name as it is written, quoted or not, '' for any other expression."""
    match node:
        case nodes.Name() | nodes.Attribute():
            return str(node.as_string())
        case nodes.Const(value=str() as text):
            return text.partition("[")[0]
        case _:
            return ""
