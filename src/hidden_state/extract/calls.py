"""Calls, and what they change or copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.extract.bindings import Bindings
from hidden_state.extract.walk import OPAQUE
from hidden_state.extract.words import (
    COPIES,
    MUTATED_ARGUMENT,
    MUTATING_METHODS,
    NEW_ITERATORS,
    SILENT_BUILTINS,
    TEXTS,
)
from hidden_state.facts import (
    Attribute,
    Call,
    Compare,
    Display,
    Element,
    ExprUnion,
    Imported,
    Joined,
    Literal,
    Name,
    Result,
)

if TYPE_CHECKING:
    import ast


class Calls(Bindings):
    """Reads calls."""

    __slots__ = ()

    def _call(self, node: ast.Call) -> ExprUnion:
        func = self.read(node.func)
        read = self.read
        args = tuple([read(arg) for arg in node.args])
        keywords = tuple([(item.arg or "", read(item.value)) for item in node.keywords])
        if isinstance(func, Name):
            name = func.id
            if name in SILENT_BUILTINS:
                return look_up(name, args)
            if name in COPIES and len(args) <= 1:
                return copied(COPIES[name], args, keywords)
            if name in MUTATED_ARGUMENT or name == "setattr" or name == "delattr":
                self._mutated_argument(name, args, node)
        elif isinstance(func, Attribute):
            self._method_call(func, args, keywords, node)
            if func.attr in ("copy", "deepcopy") and len(args) <= 1 and not keywords:
                return Display("copy", (args[0] if args else func.value,))
        scope = self.scope
        scope.calls.append(Call(func, args, keywords, node.lineno, self._column(node), scope.block))
        return imported(func, args) or Result(len(scope.calls) - 1)

    def _method_call(
        self,
        func: Attribute,
        args: tuple[ExprUnion, ...],
        keywords: tuple[tuple[str, ExprUnion], ...],
        node: ast.Call,
    ) -> None:
        attr = func.attr
        if attr in MUTATING_METHODS:
            value = args[-1] if args else (keywords[0][1] if keywords else OPAQUE)
            self._write(func.value, attr + "()", value, node.func)
        elif attr in MUTATED_ARGUMENT or (attr == "__setattr__" and len(args) >= 2):
            self._mutated_argument(attr, args, node)

    def _mutated_argument(self, name: str, args: tuple[ExprUnion, ...], node: ast.Call) -> None:
        if name in MUTATED_ARGUMENT:
            if args and not (name == "next" and self._is_new_iterator(args[0])):
                self._write(args[0], name + "()", args[-1], node)
        elif len(args) >= 2:
            key = args[1]
            attr = key.value if isinstance(key, Literal) and isinstance(key.value, str) else "*"
            value = args[2] if len(args) > 2 else OPAQUE
            self._write(Attribute(args[0], attr), name + "()", value, node)

    def _is_new_iterator(self, expr: ExprUnion) -> bool:
        """Whether an expression makes the iterator that it is, so that nobody else has it."""
        if not isinstance(expr, Result):
            return False
        func = self.scope.calls[expr.call].func
        return isinstance(func, Name) and func.id in NEW_ITERATORS


def imported(func: ExprUnion, args: tuple[ExprUnion, ...]) -> Imported | None:
    """Return the module that `import_module("a.b")` gives, None for any other call."""
    name = func.attr if isinstance(func, Attribute) else func.id if isinstance(func, Name) else ""
    if name == "import_module" and len(args) == 1 and isinstance(args[0], Literal):
        module = args[0].value
        if isinstance(module, str) and all(part.isidentifier() for part in module.split(".")):
            return Imported(module, None, 0)
    return None


def look_up(name: str, args: tuple[ExprUnion, ...]) -> ExprUnion:
    """Return what a silent built-in says of its argument: its class, an attribute, truth, text."""
    if name in TEXTS and args:
        return Joined("f", args[:1])
    if name == "type" and len(args) == 1:
        return Attribute(args[0], "__class__")
    if name == "hasattr" and len(args) == 2 and isinstance(args[1], Literal):
        return Attribute(args[0], str(args[1].value))
    if name == "bool" and len(args) == 1:
        return Compare("not", Compare("not", args[0], OPAQUE), OPAQUE)
    return OPAQUE


def copied(
    kind: str, args: tuple[ExprUnion, ...], keywords: tuple[tuple[str, ExprUnion], ...]
) -> Display:
    """Return the new container that a copying call makes."""
    if kind == "copy":
        return Display("copy", args)
    if kind == "dict":
        named = [(name, value) for name, value in keywords if name]
        keys = args or tuple([Literal(name) for name, _ in named])
        return Display("dict", tuple([value for _, value in named]), keys)
    return Display(kind, tuple([Element(arg) for arg in args]))
