"""Expressions but calls and definitions."""

from __future__ import annotations

import ast

from hidden_state.extract.bindings import Bindings
from hidden_state.extract.walk import NONE, OPAQUE
from hidden_state.facts import Choice, Compare, Display, Element, ExprUnion, Item

COMPARISONS = {
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
COMPREHENSIONS = {ast.ListComp: "list", ast.SetComp: "set", ast.GeneratorExp: "generator"}


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
        return Choice(tuple([self.read(item) for item in node.values]))

    def _conditional(self, node: ast.IfExp) -> ExprUnion:
        self.read(node.test)
        return Choice((self.read(node.body), self.read(node.orelse)))

    def _unary(self, node: ast.UnaryOp) -> ExprUnion:
        operand = self.read(node.operand)
        return Compare("not", operand, OPAQUE) if isinstance(node.op, ast.Not) else OPAQUE

    def _binary(self, node: ast.BinOp) -> ExprUnion:
        """Read a chain of operators without recursing into its left arm."""
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            self.read(left.right)
            left = left.left
        first = self.read(left)
        return Display("copy", (first,)) if isinstance(first, Display) else OPAQUE

    def _compare(self, node: ast.Compare) -> ExprUnion:
        left = self.read(node.left)
        rights = [self.read(item) for item in node.comparators]
        return Compare(COMPARISONS.get(type(node.ops[0]), ""), left, rights[0])

    def _await(self, node: ast.Await) -> ExprUnion:
        return self.read(node.value)

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
        return Display("dict", tuple([self.read(value) for value in node.values]), keys)

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
            self.read(node.key)
            return Display("dict", (self.read(node.value),))
        kind = COMPREHENSIONS[type(node)]
        return Display(kind, (self.read(node.elt),))
