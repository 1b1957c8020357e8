"""Statements that hold others."""

from __future__ import annotations

import ast

from hidden_state.extract.bindings import Bindings
from hidden_state.extract.walk import OPAQUE
from hidden_state.facts import Block, Compare, Element, Entered, ExprUnion

EXITS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class Blocks(Bindings):
    """Reads compound statements, each suite as a block."""

    __slots__ = ()

    def _suite(
        self, body: list[ast.stmt], kind: str, line: int, test: ExprUnion | None = None
    ) -> None:
        """Read BODY as a block of its own."""
        scope = self.scope
        parent = scope.block
        number = len(scope.blocks) + 1
        exits = bool(body) and isinstance(body[-1], EXITS)
        scope.blocks.append(Block(parent, kind, line, test, exits))
        scope.block = number
        self.read_body(body)
        scope.block = parent

    def _if(self, node: ast.If) -> None:
        test = self.read(node.test)
        self._suite(node.body, "if", node.lineno, test)
        if node.orelse:
            self._suite(node.orelse, "else", node.lineno, Compare("not", test, OPAQUE))

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        iterable = self.read(node.iter)
        self._bind(node.target, Element(iterable), "for")
        self._suite(node.body, "loop", node.lineno)
        self.read_body(node.orelse)

    def _while(self, node: ast.While) -> None:
        test = self.read(node.test)
        self._suite(node.body, "loop", node.lineno, test)
        self.read_body(node.orelse)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        test: ExprUnion | None = None
        for item in node.items:
            value = self.read(item.context_expr)
            test = test or value
            if item.optional_vars is not None:
                self._bind(item.optional_vars, Entered(value), "with")
        self._suite(node.body, "with", node.lineno, test)

    def _try(self, node: ast.Try) -> None:
        self._suite(node.body, "try", node.lineno)
        for handler in node.handlers:
            test = self.read(handler.type) if handler.type is not None else OPAQUE
            if handler.name is not None:
                self._record_binding(
                    handler.name, OPAQUE, handler.lineno, self._column(handler), "except"
                )
            self._suite(handler.body, "except", handler.lineno, test)
        if node.orelse:
            self._suite(node.orelse, "try", node.lineno)
        if node.finalbody:
            self._suite(node.finalbody, "finally", node.lineno)

    def _match(self, node: ast.Match) -> None:
        subject = self.read(node.subject)
        for case in node.cases:
            self._capture(case.pattern, subject)
            test = self.read(case.guard) if case.guard is not None else None
            self._suite(case.body, "if", case.pattern.lineno, test)

    def _capture(self, pattern: ast.pattern, subject: ExprUnion) -> None:
        """Bind the names of a pattern: to the subject itself, or to something in it."""
        name = getattr(pattern, "name", None) or getattr(pattern, "rest", None)
        if isinstance(name, str):
            column = self._column(pattern)
            self._record_binding(name, subject, pattern.lineno, column, "match")
        inner = subject if isinstance(pattern, (ast.MatchAs, ast.MatchOr)) else Element(subject)
        for child in ast.iter_child_nodes(pattern):
            if isinstance(child, ast.pattern):
                self._capture(child, inner)
