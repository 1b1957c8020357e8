"""Statements that hold no others."""

from __future__ import annotations

import ast

from hidden_state.extract.bindings import Bindings
from hidden_state.extract.walk import OPAQUE
from hidden_state.facts import Compare, Imported, Name


class Statements(Bindings):
    """Reads simple statements."""

    __slots__ = ()

    def _expression_statement(self, node: ast.Expr) -> None:
        value = node.value
        if type(value) is not ast.Constant:
            self.read(value)

    def _assign(self, node: ast.Assign) -> None:
        value = self.read(node.value)
        for target in node.targets:
            self._bind(target, value, "assign")

    def _annotated(self, node: ast.AnnAssign) -> None:
        annotation = self.annotation(node.annotation)
        if node.value is None:
            if isinstance(node.target, ast.Name):
                self._bind_name(node.target, OPAQUE, "annotation", annotation)
            elif isinstance(node.target, ast.Attribute):
                self._write(self.read(node.target), "annotation", annotation or OPAQUE, node.target)
            return
        value = self.read(node.value)
        if isinstance(node.target, ast.Name):
            self._bind_name(node.target, value, "assign", annotation)
            return
        self._bind(node.target, value, "assign")
        if annotation is not None:
            self._write(self.read(node.target), "annotation", annotation, node.target)

    def _augmented(self, node: ast.AugAssign) -> None:
        value = self.read(node.value)
        target = node.target
        if isinstance(target, ast.Name):
            self._write(
                Name(target.id), "augmented assignment", Compare("+", OPAQUE, value), target
            )
            self._bind_name(target, value, "augment")
        else:
            self._write(
                self.read(target), "augmented assignment", Compare("+", OPAQUE, value), target
            )

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._bind_name(target, OPAQUE, "delete")
            elif isinstance(target, (ast.Attribute, ast.Subscript)):
                self._write(self.read(target), "deletion", OPAQUE, target)

    def _return(self, node: ast.Return) -> None:
        if node.value is not None:
            self.scope.returns.append(self.read(node.value))

    def _global(self, node: ast.Global) -> None:
        self.scope.global_names.update(node.names)

    def _nonlocal(self, node: ast.Nonlocal) -> None:
        self.scope.nonlocal_names.update(node.names)

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            module = alias.name if alias.asname else name
            value = Imported(module, None, 0)
            self._record_binding(name, value, node.lineno, self._column(node), "import")
            if module != alias.name:
                loaded = Imported(alias.name, None, 0)
                self._record_binding("", loaded, node.lineno, self._column(node), "import")

    def _import_from(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            value = Imported(node.module or "", alias.name, node.level)
            name = alias.asname or alias.name
            self._record_binding(name, value, node.lineno, self._column(node), "import")
