"""The one pass over a file's syntax tree."""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, Any

from hidden_state.extract.blocks import Blocks
from hidden_state.extract.calls import Calls
from hidden_state.extract.comments import read_comments
from hidden_state.extract.definitions import Definitions
from hidden_state.extract.expressions import Expressions
from hidden_state.extract.statements import Statements
from hidden_state.extract.text import wide_lines
from hidden_state.extract.walk import NONE, OPAQUE
from hidden_state.facts import Attribute, ExprUnion, Facts, Literal, Name, Scope, SyntaxFault

if TYPE_CHECKING:
    from collections.abc import Callable


def extract(source: bytes) -> Facts | SyntaxFault:
    """Return what SOURCE says, or why it cannot be read; never raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
        scopes = Reader(wide_lines(source)).read_module(tree)
    except SyntaxError as error:
        message = error.msg or "invalid syntax"
        return SyntaxFault(message, error.lineno or 1, max(error.offset or 1, 1))
    except (ValueError, UnicodeError) as error:
        return SyntaxFault(str(error) or "cannot be decoded", 1, 1)
    except (RecursionError, MemoryError):
        return SyntaxFault("nested too deeply to be read", 1, 1)
    return Facts(scopes, *read_comments(source, tree))


class Reader(Statements, Blocks, Definitions, Calls, Expressions):
    """Walks one file; what reads a node is looked up by the node's type."""

    __slots__ = ()

    def read_module(self, tree: ast.Module) -> tuple[Scope, ...]:
        """Return the scopes of the file, the module first."""
        self.scopes.append(None)
        self.read_body(tree.body)
        end = tree.body[-1].end_lineno if tree.body else 1
        self.scopes[0] = self.scope.finish("", -1, (1, 1, end or 1))
        return tuple(scope for scope in self.scopes if scope is not None)

    def read_body(self, body: list[ast.stmt]) -> None:
        """Read statements in order."""
        for node in body:
            STATEMENTS.get(type(node), Reader.read_below)(self, node)

    def read(self, node: ast.expr) -> ExprUnion:
        """Return what NODE names, and record the calls in it."""
        if type(node) is ast.Name:
            return Name(node.id)
        if type(node) is ast.Constant:
            return constant(node.value)
        if type(node) is ast.Attribute:
            return Attribute(self.read(node.value), node.attr)
        return EXPRESSIONS.get(type(node), Reader.read_below)(self, node)

    def read_below(self, node: ast.AST) -> ExprUnion:
        """Read everything below NODE for its calls."""
        for name in node._fields:
            child = getattr(node, name, None)
            if isinstance(child, ast.expr):
                self.read(child)
            elif isinstance(child, list):
                for item in child:
                    if isinstance(item, ast.expr):
                        self.read(item)
                    elif isinstance(item, ast.stmt):
                        self.read_body([item])
                    elif isinstance(item, ast.AST):
                        self.read_below(item)
        return OPAQUE

    def skip(self, node: ast.AST) -> None:
        """Read nothing: NODE holds no expression that counts."""


def constant(value: object) -> ExprUnion:
    """Return a constant, opaque where the facts cannot hold it."""
    if value is None:
        return NONE
    if isinstance(value, (str, bool, float)):
        return Literal(value)
    if isinstance(value, int) and -(2**63) <= value < 2**63:
        return Literal(value)
    return OPAQUE


STATEMENTS: dict[type[ast.AST], Callable[[Reader, Any], object]] = {
    ast.Expr: Reader._expression_statement,
    ast.Assign: Reader._assign,
    ast.AnnAssign: Reader._annotated,
    ast.AugAssign: Reader._augmented,
    ast.Delete: Reader._delete,
    ast.Return: Reader._return,
    ast.If: Reader._if,
    ast.For: Reader._for,
    ast.AsyncFor: Reader._for,
    ast.While: Reader._while,
    ast.With: Reader._with,
    ast.AsyncWith: Reader._with,
    ast.Try: Reader._try,
    ast.Match: Reader._match,
    ast.Global: Reader._global,
    ast.Nonlocal: Reader._nonlocal,
    ast.Import: Reader._import,
    ast.ImportFrom: Reader._import_from,
    ast.FunctionDef: Reader._function,
    ast.AsyncFunctionDef: Reader._function,
    ast.ClassDef: Reader._class,
    ast.Pass: Reader.skip,
    ast.Break: Reader.skip,
    ast.Continue: Reader.skip,
    **{
        node: method
        for node, method in (
            (getattr(ast, "TryStar", None), Reader._try),  # from 3.11
            (getattr(ast, "TypeAlias", None), Reader.skip),  # from 3.12
        )
        if node is not None
    },
}
EXPRESSIONS: dict[type[ast.AST], Callable[[Reader, Any], ExprUnion]] = {
    ast.Call: Reader._call,
    ast.Subscript: Reader._subscript,
    ast.BoolOp: Reader._choice,
    ast.IfExp: Reader._conditional,
    ast.UnaryOp: Reader._unary,
    ast.BinOp: Reader._binary,
    ast.JoinedStr: Reader._formatted,
    ast.Compare: Reader._compare,
    ast.Await: Reader._await,
    ast.Yield: Reader._yield,
    ast.YieldFrom: Reader._yield_from,
    ast.NamedExpr: Reader._walrus,
    ast.Starred: Reader._starred,
    ast.Dict: Reader._dict,
    ast.List: Reader._list,
    ast.Set: Reader._set,
    ast.Tuple: Reader._tuple,
    ast.ListComp: Reader._comprehension,
    ast.SetComp: Reader._comprehension,
    ast.GeneratorExp: Reader._comprehension,
    ast.DictComp: Reader._comprehension,
    ast.Lambda: Reader._lambda,
}
