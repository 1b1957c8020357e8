"""Functions, classes and lambdas."""

from __future__ import annotations

import ast
from typing import TypeAlias

from hidden_state.extract.bindings import Bindings
from hidden_state.extract.builder import ScopeBuilder
from hidden_state.facts import Definition, ExprUnion, Parameter

FunctionNode: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"


class Definitions(Bindings):
    """Reads what opens a scope of its own."""

    __slots__ = ()

    def _function(self, node: FunctionNode) -> None:
        decorators = tuple([self.read(item) for item in node.decorator_list])
        parameters = self._parameters(node.args)
        result = self.annotation(node.returns) if node.returns is not None else None
        number = self._inner("function")
        outer, self.scope = self.scope, ScopeBuilder(number, "function")
        self.read_body(node.body)
        inner, self.scope = self.scope, outer
        name_column = self._column(node) + (10 if isinstance(node, ast.AsyncFunctionDef) else 4)
        self.scopes[number] = inner.finish(
            node.name,
            outer.number,
            (node.lineno, name_column, node.end_lineno or node.lineno),
            outer.block,
            isinstance(node, ast.AsyncFunctionDef),
            parameters,
            decorators,
            result=result,
        )
        self._record_binding(node.name, Definition(number), node.lineno, name_column, "def")

    def _class(self, node: ast.ClassDef) -> None:
        decorators = tuple([self.read(item) for item in node.decorator_list])
        bases = tuple([self.read(item) for item in node.bases])
        keywords = tuple([(item.arg or "", self.read(item.value)) for item in node.keywords])
        number = self._inner("class")
        outer, self.scope = self.scope, ScopeBuilder(number, "class")
        self.read_body(node.body)
        inner, self.scope = self.scope, outer
        column = self._column(node) + 6
        self.scopes[number] = inner.finish(
            node.name,
            outer.number,
            (node.lineno, column, node.end_lineno or node.lineno),
            outer.block,
            decorators=decorators,
            bases=bases,
            keywords=keywords,
        )
        self._record_binding(node.name, Definition(number), node.lineno, column, "class")

    def _lambda(self, node: ast.Lambda) -> ExprUnion:
        parameters = self._parameters(node.args)
        number = self._inner("lambda")
        outer, self.scope = self.scope, ScopeBuilder(number, "lambda")
        self.scope.returns.append(self.read(node.body))
        inner, self.scope = self.scope, outer
        position = (node.lineno, self._column(node), node.end_lineno or node.lineno)
        self.scopes[number] = inner.finish(
            "<lambda>", outer.number, position, outer.block, parameters=parameters
        )
        return Definition(number)

    def _inner(self, kind: str) -> int:
        """Reserve the number of a new inner scope."""
        self.scopes.append(None)
        return len(self.scopes) - 1

    def _parameters(self, args: ast.arguments) -> tuple[Parameter, ...]:
        found: list[Parameter] = []
        positional = [*args.posonlyargs, *args.args]
        first_default = len(positional) - len(args.defaults)
        for index, arg in enumerate(positional):
            default = args.defaults[index - first_default] if index >= first_default else None
            found.append(self._parameter(arg, "positional", default))
        if args.vararg is not None:
            found.append(self._parameter(args.vararg, "var", None))
        for arg, keyword_default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
            found.append(self._parameter(arg, "keyword", keyword_default))
        if args.kwarg is not None:
            found.append(self._parameter(args.kwarg, "varkw", None))
        return tuple(found)

    def _parameter(self, arg: ast.arg, kind: str, default: ast.expr | None) -> Parameter:
        annotation = self.annotation(arg.annotation) if arg.annotation is not None else None
        value = self.read(default) if default is not None else None
        return Parameter(arg.arg, kind, annotation, value)
