"""Expressions but calls and definitions."""

from __future__ import annotations

import ast

from hidden_state.extract.bindings import Bindings
from hidden_state.extract.walk import NONE, OPAQUE
from hidden_state.facts import (
    Attribute,
    Choice,
    Compare,
    Display,
    Element,
    ExprUnion,
    Item,
    Joined,
    Literal,
    Name,
    Result,
)

COMPARISONS = {
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
COMPREHENSIONS = {ast.ListComp: "list", ast.SetComp: "set", ast.GeneratorExp: "generator"}

LONGEST_SETTING = 32
"""So many keys may a dict have whose keys' positions are kept."""
JOINING = {ast.Add: "+", ast.Div: "/", ast.Mod: "%", ast.BitOr: "|"}


class Expressions(Bindings):
    """Reads expressions by their form."""

    __slots__ = ()

    def _subscript(self, node: ast.Subscript) -> ExprUnion:
        value = self.read(node.value)
        if type(node.slice) is ast.Slice:
            self.read_below(node.slice)
            return Item(value, OPAQUE)
        return Item(value, self.read(node.slice))

    def _choice(self, node: ast.BoolOp) -> ExprUnion:
        how = "or" if type(node.op) is ast.Or else "and"
        return Choice(tuple([self.read(item) for item in node.values]), how)

    def _conditional(self, node: ast.IfExp) -> ExprUnion:
        test = self.read(node.test)
        return Choice((self.read(node.body), self.read(node.orelse)), "if", test)

    def _unary(self, node: ast.UnaryOp) -> ExprUnion:
        operand = self.read(node.operand)
        return Compare("not", operand, OPAQUE) if isinstance(node.op, ast.Not) else OPAQUE

    def _binary(self, node: ast.BinOp) -> ExprUnion:
        """Read a chain of operators without recursing into its left arm."""
        how = JOINING.get(type(node.op), "")
        rights: list[ExprUnion] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            if JOINING.get(type(left.op)) != how:
                how = ""
            rights.append(self.read(left.right))
            left = left.left
        parts = (self.read(left), *reversed(rights))
        if how == "%" and type(parts[-1]) is Display:
            parts = (parts[0], *parts[-1].items)
        if any(type(part) is Display for part in parts):
            return Display("copy", parts) if how in ("+", "|") else OPAQUE
        return _joined(how, parts)

    def _formatted(self, node: ast.JoinedStr) -> ExprUnion:
        parts: list[ExprUnion] = []
        for item in node.values:
            if type(item) is ast.FormattedValue:
                parts.append(self.read(item.value))
                if item.format_spec is not None:
                    self.read(item.format_spec)
            else:
                parts.append(self.read(item))
        return Joined("f", tuple(parts))

    def _compare(self, node: ast.Compare) -> ExprUnion:
        left = self.read(node.left)
        rights = [self.read(item) for item in node.comparators]
        return Compare(COMPARISONS.get(type(node.ops[0]), ""), left, rights[0])

    def _await(self, node: ast.Await) -> ExprUnion:
        value = self.read(node.value)
        self.scope.awaits.append(value)
        return value

    def _yield(self, node: ast.Yield) -> ExprUnion:
        self.scope.yields.append(self.read(node.value) if node.value is not None else NONE)
        return OPAQUE

    def _yield_from(self, node: ast.YieldFrom) -> ExprUnion:
        self.scope.yields.append(Element(self.read(node.value)))
        return OPAQUE

    def _walrus(self, node: ast.NamedExpr) -> ExprUnion:
        value = self.read(node.value)
        self._bind(node.target, value, "assign")
        return value

    def _starred(self, node: ast.Starred) -> ExprUnion:
        return Element(self.read(node.value))

    def _dict(self, node: ast.Dict) -> ExprUnion:
        keys = tuple([self.read(key) if key is not None else OPAQUE for key in node.keys])
        values = tuple([self.read(value) for value in node.values])
        return Display("dict", values, keys, self._positions(node))

    def _positions(self, node: ast.Dict) -> tuple[int, ...]:
        """Return where the keys stand of a dict that may be a setting."""
        is_short = node.lineno != node.end_lineno and len(node.keys) <= LONGEST_SETTING
        if self.scope.kind == "function" or not is_short:
            return ()
        places = zip(node.keys, node.values, strict=True)
        first = [key if key is not None else value for key, value in places]
        return tuple([part for item in first for part in (item.lineno, self._column(item))])

    def _list(self, node: ast.List) -> ExprUnion:
        return Display("list", tuple([self.read(item) for item in node.elts]))

    def _set(self, node: ast.Set) -> ExprUnion:
        return Display("set", tuple([self.read(item) for item in node.elts]))

    def _tuple(self, node: ast.Tuple) -> ExprUnion:
        return Display("tuple", tuple([self.read(item) for item in node.elts]))

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> ExprUnion:
        for part in node.generators:
            self._bind(part.target, Element(self.read(part.iter)), "comprehension")
            for condition in part.ifs:
                self.read(condition)
        if isinstance(node, ast.DictComp):
            key, value = self.read(node.key), self.read(node.value)
            return Display("dict", (value,), (key,) if isinstance(key, Result) else ())
        kind = COMPREHENSIONS[type(node)]
        return Display(kind, (self.read(node.elt),))


def _joined(how: str, parts: tuple[ExprUnion, ...]) -> ExprUnion:
    """Return PARTS as text, path or flags, opaque where the operator or a number says otherwise."""
    if how == "|":
        return Joined(how, parts) if any(map(_is_flag, parts)) else OPAQUE
    if how not in ("+", "/", "%"):
        return OPAQUE
    texts = [part for part in parts if type(part) is Literal]
    if any(type(part.value) is not str for part in texts):
        return OPAQUE
    if how == "%" and not texts and not _is_constant(parts[0]):
        return OPAQUE
    return Joined(how, parts)


def _is_flag(part: ExprUnion) -> bool:
    """Whether an expression is a flag of `os.open`, by its name."""
    name = part.attr if type(part) is Attribute else part.id if type(part) is Name else ""
    return name.startswith("O_")


def _is_constant(expr: ExprUnion) -> bool:
    """Whether EXPR goes by the name of a constant, as a template for `%` does."""
    match expr:
        case Name(name) | Attribute(_, name):
            return name.isupper()
        case _:
            return False
