"""Modules of installed libraries, read and never imported: what each defines, by name."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUFFIXES = (".py", ".pyi")
BODIES = ("body", "orelse", "finalbody", "handlers")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """`from module import member`, or `import module` where there is no member."""

    module: str
    member: str | None


@dataclass(frozen=True, eq=False)
class Module:
    """A module or package: its dotted name, what it binds, and what it takes whole."""

    name: str
    is_package: bool
    bound: dict[str, list[ast.AST | Import]] = field(default_factory=dict)
    stars: tuple[str, ...] = ()
    text: str = ""


class Library:
    """The modules below some folders, nearest first, and below those of another library."""

    def __init__(self, folders: Iterable[Path], other: Library | None = None) -> None:
        """Take the FOLDERS in which to look for packages, and what to ask OTHERwise."""
        self.folders = tuple(folders)
        self._other = other
        self.module = cache(self._module)

    def has(self, package: str) -> bool:
        """Whether one of the folders itself has the package."""
        return any(
            (folder / package).is_dir() or (folder / f"{package}.py").is_file()
            for folder in self.folders
        )

    def _module(self, name: str) -> Module | None:
        """Return a module by its dotted name, None where there is no such file or folder."""
        relative = Path(*name.split("."))
        is_folder = False
        for folder in self.folders:
            for stem in (relative / "__init__", relative):
                files = [folder / stem.with_name(stem.name + suffix) for suffix in SUFFIXES]
                found = [file for file in files if file.is_file()]
                if found:
                    parts = [_read(name, file, stem.name == "__init__") for file in found]
                    return parts[0] if len(parts) == 1 else _joined(*parts)
            is_folder = is_folder or (folder / relative).is_dir()
        found_elsewhere = self._other.module(name) if self._other is not None else None
        return found_elsewhere or (Module(name, is_package=True) if is_folder else None)

    def has_extension(self, name: str) -> bool:
        """Whether a module is compiled, so that nothing of it can be read."""
        *parents, last = name.split(".")
        return any(
            any(folder.joinpath(*parents).glob(f"{last}.*.so"))
            or folder.joinpath(*parents, f"{last}.so").is_file()
            for folder in self.folders
        )


def _read(name: str, file: Path, is_package: bool) -> Module:
    data = file.read_bytes()
    text = data.decode("utf-8", "replace")
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError):
        return Module(name, is_package, text=text)
    package = name if is_package else name.rpartition(".")[0]
    bound: dict[str, list[ast.AST | Import]] = {}
    stars: list[str] = []
    for node in statements(tree.body):
        for key, value in _bindings(node, package):
            if key == "*" and isinstance(value, Import):
                stars.append(value.module)
            else:
                bound.setdefault(key, []).append(value)
    return Module(name, is_package, bound, tuple(stars), text)


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a body and of the blocks in it, not of functions and classes."""
    for node in body:
        yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for attr in BODIES:
            for inner in getattr(node, attr, ()):
                yield from statements(
                    inner.body if isinstance(inner, ast.ExceptHandler) else [inner]
                )


def _joined(source: Module, stub: Module) -> Module:
    """Return what a module and its stub say together."""
    bound = {name: list(values) for name, values in source.bound.items()}
    for name, values in stub.bound.items():
        bound.setdefault(name, []).extend(values)
    stars = (*source.stars, *stub.stars)
    return Module(source.name, source.is_package, bound, stars, source.text + stub.text)


def _bindings(node: ast.stmt, package: str) -> Iterator[tuple[str, ast.AST | Import]]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name, node
        case ast.Import() | ast.ImportFrom():
            yield from _imports(node, package)
        case ast.Assign(targets, value):
            for target in targets:
                yield from _targets(target, value)
        case ast.AnnAssign(target, annotation, value):
            yield from _targets(target, value or annotation)
        case ast.With(items) | ast.AsyncWith(items):
            for item in items:
                if item.optional_vars is not None:
                    yield from _targets(item.optional_vars, item.context_expr)
        case ast.For(target, iterated):
            yield from _targets(target, iterated)
        case _:
            return


def _imports(node: ast.Import | ast.ImportFrom, package: str) -> Iterator[tuple[str, Import]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            top = alias.name.partition(".")[0]
            yield alias.asname or top, Import(alias.name if alias.asname else top, None)
        return
    parts = package.split(".")
    start = parts[: len(parts) - node.level + 1] if node.level else []
    source = ".".join(filter(None, [*start, node.module or ""]))
    for alias in node.names:
        yield alias.asname or alias.name, Import(source, alias.name)


def _targets(target: ast.expr, value: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, (ast.Tuple, ast.List)):
        for item in target.elts:
            yield from _targets(item, value)
