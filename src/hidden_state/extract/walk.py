"""What all parts of a reader share: the scope they are in, and how the walk goes on."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod

from hidden_state.extract.builder import ScopeBuilder
from hidden_state.facts import ExprUnion, Literal, Opaque, Scope

OPAQUE = Opaque()
NONE = Literal(None)


class Walk(ABC):
    """The state of a walk through one file; `scope` is the scope that it is in."""

    __slots__ = ("scope", "scopes", "wide")

    def __init__(self, wide: dict[int, bytes]) -> None:
        """Start with nothing read; WIDE holds the lines that are not ASCII."""
        self.wide = wide
        self.scopes: list[Scope | None] = []
        self.scope = ScopeBuilder(0, "module")

    @abstractmethod
    def read(self, node: ast.expr) -> ExprUnion:
        """Return what NODE names, and record the calls in it."""

    @abstractmethod
    def read_below(self, node: ast.AST) -> ExprUnion:
        """Read everything below NODE for its calls."""

    @abstractmethod
    def read_body(self, body: list[ast.stmt]) -> None:
        """Read statements in order."""

    def annotation(self, node: ast.expr) -> ExprUnion | None:
        """Return a type annotation as an expression, quoted or not."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                return self.read(ast.parse(node.value, mode="eval").body)
            except (SyntaxError, ValueError):
                return None
        return self.read(node)

    def _column(self, node: ast.stmt | ast.expr | ast.excepthandler | ast.pattern) -> int:
        """Return the column of NODE in characters, from 1."""
        offset = node.col_offset
        line = self.wide.get(node.lineno) if self.wide else None
        if line is not None:
            offset = len(line[:offset].decode("utf-8", "replace"))
        return offset + 1
