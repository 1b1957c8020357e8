"""Whether a public name exists in a library: looked up as Python would, without running it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from libraries.modules import Function, Import, Module, statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from libraries.modules import Library

DEEPEST = 24
ON_DEMAND = ("__getattr__", "lazy", "sys.modules", "globals()", "attach_stub")
"""What a module that makes its names when they are asked for has in its text."""


@dataclass(frozen=True, eq=False)
class Thing:
    """What a name leads to: a module, a class or function of a module, or a value of either."""

    module: Module
    node: ast.AST | None = None
    is_object: bool = False


UNKNOWN = Thing(Module("", is_package=False))
"""Something that exists, and of which nothing more can be read."""


class Resolver:
    """Looks names up in a library."""

    def __init__(self, library: Library) -> None:
        """Take the modules in which to look."""
        self._library = library

    def find(self, name: str) -> Thing | None:
        """Return what a dotted name leads to, None where it does not exist."""
        parts = name.split(".")
        if self._library.has_extension(parts[0]):
            return UNKNOWN
        for size in range(1, len(parts) + 1):
            module = self._library.module(".".join(parts[:size]))
            if module is None:
                break
            found = self._follow(Thing(module), parts[size:], 0)
            if found is not None:
                return found
        return None

    def _follow(self, thing: Thing | None, parts: list[str], depth: int) -> Thing | None:
        for part in parts:
            if thing is None or thing is UNKNOWN or depth > DEEPEST:
                return thing
            thing = self._member(thing, part, depth + 1)
        return thing

    def _member(self, thing: Thing, attr: str, depth: int) -> Thing | None:
        if depth > DEEPEST:
            return UNKNOWN
        if thing.node is None:
            return self._of_module(thing.module, attr, depth)
        if isinstance(thing.node, ast.ClassDef):
            return self._of_class(thing, attr, depth, set())
        if isinstance(thing.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return self._of_function(thing, thing.node, attr, depth)
        return UNKNOWN

    def _of_module(self, module: Module, attr: str, depth: int) -> Thing | None:
        found = [
            thing
            for value in module.bound.get(attr, ())
            if (thing := self._bound(module, value, depth)) is not None
        ]
        known = [thing for thing in found if thing is not UNKNOWN]
        if found:
            return next((thing for thing in known if thing.node is not None), (known or found)[0])
        for star in module.stars:
            other = self._library.module(star)
            if other is not None and other is not module:
                thing = self._of_module(other, attr, depth + 1) if depth < DEEPEST else None
                if thing is not None:
                    return thing
        inner = self._library.module(f"{module.name}.{attr}")
        if inner is not None:
            return Thing(inner)
        if self._library.has_extension(f"{module.name}.{attr}"):
            return UNKNOWN
        return UNKNOWN if self._is_made_on_demand(module, attr) else None

    def _is_made_on_demand(self, module: Module, attr: str) -> bool:
        """Whether a module names the attribute in a text, and makes names when they are asked."""
        if "globals().update(" in module.text:
            return True
        lazy = (
            "__getattr__",
            "lazy",
            "sys.modules",
            "globals()",
            "_ImportStructure",
            "attach_stub",
        )
        return any(word in module.text for word in lazy) and bool(
            re.search(rf"[\"'.]{re.escape(attr)}[\"']", module.text)
        )

    def _bound(self, module: Module, value: ast.AST | Import, depth: int) -> Thing | None:
        if isinstance(value, Import):
            return self._imported(module, value, depth)
        if isinstance(value, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            return Thing(module, value)
        return self._value(module, value, depth)

    def _imported(self, module: Module, value: Import, depth: int) -> Thing | None:
        if depth > DEEPEST:
            return UNKNOWN
        other = self._library.module(value.module)
        if other is None:
            return UNKNOWN
        if value.member is None:
            return Thing(other)
        if other is module and value.member not in module.bound:
            inner = self._library.module(f"{module.name}.{value.member}")
            return Thing(inner) if inner is not None else UNKNOWN
        inner = self._library.module(f"{value.module}.{value.member}")
        if other is module and inner is not None:
            return Thing(inner)
        return self._of_module(other, value.member, depth + 1) or UNKNOWN

    def _value(self, module: Module, node: ast.AST, depth: int) -> Thing:
        """Return what an expression of a module gives, as far as its form says it."""
        if depth > DEEPEST:
            return UNKNOWN
        match node:
            case ast.Name(name):
                return self._of_module(module, name, depth + 1) or UNKNOWN
            case ast.Attribute(value, attr):
                owner = self._value(module, value, depth + 1)
                return self._follow(owner, [attr], depth + 1) or UNKNOWN
            case ast.Constant(str() as text) if text.replace(".", "").isidentifier():
                return self._follow(Thing(module), text.split("."), depth + 1) or UNKNOWN
            case ast.Subscript(value):
                return self._value(module, value, depth + 1)
            case ast.Call(func):
                return self._called(self._value(module, func, depth + 1), depth + 1)
            case _:
                return UNKNOWN

    def _called(self, thing: Thing, depth: int) -> Thing:
        if isinstance(thing.node, ast.ClassDef):
            return Thing(thing.module, thing.node, is_object=True)
        if isinstance(thing.node, (ast.FunctionDef, ast.AsyncFunctionDef)) and thing.node.returns:
            return self._value(thing.module, thing.node.returns, depth + 1)
        return UNKNOWN

    def _of_class(self, thing: Thing, attr: str, depth: int, seen: set[ast.AST]) -> Thing | None:
        """Return a member of a class: its own, of its objects, or inherited."""
        node = thing.node
        if not isinstance(node, ast.ClassDef) or node in seen:
            return None
        seen.add(node)
        own = next((value for name, value in _members(node) if name == attr), None)
        if own is not None:
            if isinstance(own, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                return Thing(thing.module, own)
            return self._value(thing.module, own, depth + 1)
        unknown = False
        for base in (*node.bases, *(item.value for item in node.keywords)):
            parent = self._value(thing.module, base, depth + 1)
            if parent is UNKNOWN:
                unknown = unknown or not _is_plain(base)
                continue
            found = self._of_class(parent, attr, depth + 1, seen) if parent.node else None
            if found is not None:
                return found
        return UNKNOWN if unknown or _has_dynamic_members(node) else None

    def _of_function(self, thing: Thing, node: Function, attr: str, depth: int) -> Thing | None:
        """Return a member of what a function gives, or of what it is as a property."""
        if node.returns is not None:
            given = self._value(thing.module, node.returns, depth + 1)
            found = self._member(given, attr, depth + 1) if given is not UNKNOWN else None
            if found is not None:
                return found
        return UNKNOWN


def _is_plain(base: ast.expr) -> bool:
    """Whether a base is a name of Python itself, whose members are known to be few."""
    return isinstance(base, ast.Name) and base.id in {"object", "Protocol", "ABC", "Exception"}


def _members(node: ast.ClassDef) -> Iterator[tuple[str, ast.AST]]:
    """Yield what a class binds in its body, and what its methods put on `self` or `cls`."""
    for item in statements(node.body):
        yield from _in_body(item)
    for inner in ast.walk(node):
        match inner:
            case ast.Attribute(ast.Name("self" | "cls"), attr, ast.Store()):
                yield attr, ast.Constant(None)
            case _:
                continue


def _in_body(item: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    match item:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield item.name, item
        case ast.Assign(targets, value):
            names = (name for target in targets for name in ast.walk(target))
            yield from ((name.id, value) for name in names if isinstance(name, ast.Name))
        case ast.AnnAssign(ast.Name(name), annotation):
            yield name, annotation
        case ast.ImportFrom(_, aliases) | ast.Import(aliases):
            for alias in aliases:
                yield alias.asname or alias.name, ast.Constant(None)
        case _:
            return


def _has_dynamic_members(node: ast.ClassDef) -> bool:
    """Whether a class answers for names that it does not write down."""
    methods = {item.name for item in node.body if isinstance(item, Function)}
    return bool({"__getattr__", "__getattribute__"} & methods)
