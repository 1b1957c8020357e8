"""Names that get a value, and objects that change."""

from __future__ import annotations

import ast

from hidden_state.extract.walk import Walk
from hidden_state.facts import Binding, Display, ExprUnion, Name, Unpacked, Write


class Bindings(Walk):
    """Records bindings and writes."""

    __slots__ = ()

    def _bind(self, target: ast.expr, value: ExprUnion, how: str) -> None:
        """Bind TARGET, whatever its form, to VALUE."""
        if isinstance(target, ast.Name):
            self._bind_name(target, value, how)
        elif isinstance(target, ast.Attribute):
            self._write(self.read(target), "attribute assignment", value, target)
        elif isinstance(target, ast.Subscript):
            self._write(self.read(target), "item assignment", value, target)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, Display("list", ()), how)
        elif isinstance(target, (ast.Tuple, ast.List)):
            exact = (
                isinstance(value, Display)
                and len(value.items) == len(target.elts)
                and not any(isinstance(item, ast.Starred) for item in target.elts)
            )
            for index, item in enumerate(target.elts):
                part = value.items[index] if exact else Unpacked(value, index)  # type: ignore[union-attr]
                self._bind(item, part, how)

    def _bind_name(
        self, target: ast.Name, value: ExprUnion, how: str, annotation: ExprUnion | None = None
    ) -> None:
        scope = self.scope
        name = target.id
        column = self._column(target)
        if how in ("assign", "for", "with") and (
            name in scope.global_names or name in scope.nonlocal_names
        ):
            self._write(Name(name), "rebinding", value, target)
        scope.bindings.append(
            Binding(
                name,
                value,
                target.lineno,
                column,
                column + len(name),
                scope.block,
                how,
                annotation,
            )
        )

    def _record_binding(
        self, name: str, value: ExprUnion, line: int, column: int, how: str
    ) -> None:
        scope = self.scope
        if how in ("import", "def", "class") and name in scope.global_names:
            scope.writes.append(Write(Name(name), "rebinding", value, line, column, scope.block))
        scope.bindings.append(
            Binding(name, value, line, column, column + len(name), scope.block, how)
        )

    def _write(self, target: ExprUnion, how: str, value: ExprUnion, node: ast.expr) -> None:
        scope = self.scope
        scope.writes.append(Write(target, how, value, node.lineno, self._column(node), scope.block))
