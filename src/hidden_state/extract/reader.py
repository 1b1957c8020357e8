"""The one pass over a file's syntax tree."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable
from typing import TypeAlias

from hidden_state.extract.builder import ScopeBuilder
from hidden_state.extract.comments import read_comments
from hidden_state.extract.words import (
    COPIES,
    MUTATED_ARGUMENT,
    MUTATING_METHODS,
    SILENT_BUILTINS,
)
from hidden_state.facts import (
    Attribute,
    Binding,
    Block,
    Call,
    Choice,
    Compare,
    Definition,
    Display,
    Element,
    Entered,
    ExprUnion,
    Facts,
    Imported,
    Item,
    Literal,
    Name,
    Opaque,
    Parameter,
    Result,
    Scope,
    SyntaxFault,
    Unpacked,
    Write,
)

OPAQUE = Opaque()
NONE = Literal(None)
Reading: TypeAlias = Callable[["Reader", ast.AST], ExprUnion]
COMPARISONS = {
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
EXITS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
FunctionNode: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"


def extract(source: bytes) -> Facts | SyntaxFault:
    """Return what SOURCE says, or why it cannot be read; never raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
        scopes = Reader(wide_lines(source)).read_module(tree)
    except SyntaxError as error:
        return SyntaxFault(error.msg or "invalid syntax", error.lineno or 1, max(error.offset or 1, 1))
    except (ValueError, UnicodeError) as error:
        return SyntaxFault(str(error) or "cannot be decoded", 1, 1)
    except (RecursionError, MemoryError):
        return SyntaxFault("nested too deeply to be read", 1, 1)
    return Facts(scopes, read_comments(source))


def wide_lines(source: bytes) -> dict[int, bytes]:
    """Return the lines, by number, in which a column in bytes is not a column in characters."""
    if source.isascii():
        return {}
    return {
        number: line
        for number, line in enumerate(source.splitlines(), 1)
        if not line.isascii()
    }


class Reader:
    """Walks one file; `scope` is the scope that the walk is in."""

    __slots__ = ("scope", "scopes", "wide")

    def __init__(self, wide: dict[int, bytes]) -> None:
        """Start with nothing read; WIDE holds the lines that are not ASCII."""
        self.wide = wide
        self.scopes: list[Scope | None] = []
        self.scope = ScopeBuilder(0, "module")

    def read_module(self, tree: ast.Module) -> tuple[Scope, ...]:
        """Return the scopes of the file, the module first."""
        self.scopes.append(None)
        self._body(tree.body)
        end = tree.body[-1].end_lineno if tree.body else 1
        self.scopes[0] = self.scope.finish("", -1, (1, 1, end or 1))
        return tuple(scope for scope in self.scopes if scope is not None)

    def _column(self, node: ast.stmt | ast.expr | ast.excepthandler | ast.pattern) -> int:
        """Return the column of NODE in characters, from 1."""
        offset = node.col_offset
        line = self.wide.get(node.lineno)
        if line is not None:
            offset = len(line[:offset].decode("utf-8", "replace"))
        return offset + 1

    # -- suites -----------------------------------------------------------------------------

    def _body(self, body: list[ast.stmt]) -> None:
        for node in body:
            STATEMENTS.get(type(node), Reader._other_statement)(self, node)

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
        self._body(body)
        scope.block = parent

    # -- statements -------------------------------------------------------------------------

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
            self._write(self.read(target), "augmented assignment", Compare("+", OPAQUE, value), target)

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._bind_name(target, OPAQUE, "delete")
            elif isinstance(target, (ast.Attribute, ast.Subscript)):
                self._write(self.read(target), "deletion", OPAQUE, target)

    def _return(self, node: ast.Return) -> None:
        if node.value is not None:
            self.scope.returns.append(self.read(node.value))

    def _if(self, node: ast.If) -> None:
        test = self.read(node.test)
        self._suite(node.body, "if", node.lineno, test)
        if node.orelse:
            self._suite(node.orelse, "else", node.lineno, Compare("not", test, OPAQUE))

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        iterable = self.read(node.iter)
        self._bind(node.target, Element(iterable), "for")
        self._suite(node.body, "loop", node.lineno)
        self._body(node.orelse)

    def _while(self, node: ast.While) -> None:
        test = self.read(node.test)
        self._suite(node.body, "loop", node.lineno, test)
        self._body(node.orelse)

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

    def _function(self, node: FunctionNode) -> None:
        decorators = tuple([self.read(item) for item in node.decorator_list])
        parameters = self._parameters(node.args)
        result = self.annotation(node.returns) if node.returns is not None else None
        number = self._inner("function")
        outer, self.scope = self.scope, ScopeBuilder(number, "function")
        self._body(node.body)
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
        self._body(node.body)
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

    def _other_statement(self, node: ast.AST) -> None:
        self._children(node)

    def _nothing(self, node: ast.AST) -> None:
        pass

    # -- definitions ------------------------------------------------------------------------

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

    def annotation(self, node: ast.expr) -> ExprUnion | None:
        """Return a type annotation as an expression, quoted or not."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                return self.read(ast.parse(node.value, mode="eval").body)
            except (SyntaxError, ValueError):
                return None
        return self.read(node)

    # -- bindings and writes ----------------------------------------------------------------

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
        if how in ("assign", "for", "with") and (name in scope.global_names or name in scope.nonlocal_names):
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
        scope.writes.append(
            Write(target, how, value, node.lineno, self._column(node), scope.block)
        )

    # -- expressions ------------------------------------------------------------------------

    def read(self, node: ast.expr) -> ExprUnion:
        """Return what NODE names, and record the calls in it."""
        kind = type(node)
        if kind is ast.Name:
            return Name(node.id)  # type: ignore[attr-defined]
        if kind is ast.Constant:
            value = node.value  # type: ignore[attr-defined]
            if value is None:
                return NONE
            if type(value) in (str, int, bool, float) and (
                type(value) is not int or -(2**63) <= value < 2**63
            ):
                return Literal(value)
            return OPAQUE
        if kind is ast.Attribute:
            return Attribute(self.read(node.value), node.attr)  # type: ignore[attr-defined]
        return EXPRESSIONS.get(kind, Reader._children)(self, node)

    def _children(self, node: ast.AST) -> ExprUnion:
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
                        self._body([item])
                    elif isinstance(item, ast.AST):
                        self._children(item)
        return OPAQUE

    def _call(self, node: ast.Call) -> ExprUnion:
        func = self.read(node.func)
        read = self.read
        args = tuple([read(arg) for arg in node.args])
        keywords = tuple([(item.arg or "", read(item.value)) for item in node.keywords])
        kind = type(func)
        if kind is Name:
            name = func.id  # type: ignore[union-attr]
            if name in SILENT_BUILTINS:
                return _look_up(name, args)
            if name in COPIES and len(args) <= 1:
                return _copy(COPIES[name], args, keywords)
            if name in MUTATED_ARGUMENT or name == "setattr" or name == "delattr":
                self._mutated_argument(name, args, node)
        elif kind is Attribute:
            self._method_call(func, args, keywords, node)  # type: ignore[arg-type]
            if func.attr in ("copy", "deepcopy") and len(args) <= 1:  # type: ignore[union-attr]
                source = args[0] if args else func.value  # type: ignore[union-attr]
                return Display("copy", (source,))
        scope = self.scope
        scope.calls.append(
            Call(func, args, keywords, node.lineno, self._column(node), scope.block)
        )
        return Result(len(scope.calls) - 1)

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
            if args:
                self._write(args[0], name + "()", args[-1], node)
        elif len(args) >= 2:
            key = args[1]
            attr = key.value if isinstance(key, Literal) and isinstance(key.value, str) else "*"
            value = args[2] if len(args) > 2 else OPAQUE
            self._write(Attribute(args[0], attr), name + "()", value, node)

    def _subscript(self, node: ast.Subscript) -> ExprUnion:
        value = self.read(node.value)
        if type(node.slice) is ast.Slice:
            self._children(node.slice)
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


COMPREHENSIONS = {ast.ListComp: "list", ast.SetComp: "set", ast.GeneratorExp: "generator"}


def _look_up(name: str, args: tuple[ExprUnion, ...]) -> ExprUnion:
    """Return what a silent built-in says of its argument: its class, or that an attribute is asked for."""
    if name == "type" and len(args) == 1:
        return Attribute(args[0], "__class__")
    if name == "hasattr" and len(args) == 2 and isinstance(args[1], Literal):
        return Attribute(args[0], str(args[1].value))
    return OPAQUE


def _copy(
    kind: str, args: tuple[ExprUnion, ...], keywords: tuple[tuple[str, ExprUnion], ...]
) -> Display:
    """Return the new container that a copying call makes."""
    if kind == "copy":
        return Display("copy", args)
    if kind == "dict":
        return Display("dict", tuple([value for name, value in keywords if name]), args)
    return Display(kind, tuple([Element(arg) for arg in args]))


def _statements() -> dict[type[ast.AST], Callable[[Reader, ast.AST], None]]:
    table: dict[str, Callable[..., None]] = {
        "Expr": Reader._expression_statement,
        "Assign": Reader._assign,
        "AnnAssign": Reader._annotated,
        "AugAssign": Reader._augmented,
        "Delete": Reader._delete,
        "Return": Reader._return,
        "If": Reader._if,
        "For": Reader._for,
        "AsyncFor": Reader._for,
        "While": Reader._while,
        "With": Reader._with,
        "AsyncWith": Reader._with,
        "Try": Reader._try,
        "TryStar": Reader._try,
        "Match": Reader._match,
        "Global": Reader._global,
        "Nonlocal": Reader._nonlocal,
        "Import": Reader._import,
        "ImportFrom": Reader._import_from,
        "FunctionDef": Reader._function,
        "AsyncFunctionDef": Reader._function,
        "ClassDef": Reader._class,
        "Pass": Reader._nothing,
        "Break": Reader._nothing,
        "Continue": Reader._nothing,
        "TypeAlias": Reader._nothing,
    }
    return {getattr(ast, name): method for name, method in table.items() if hasattr(ast, name)}


def _expressions() -> dict[type[ast.AST], Callable[[Reader, ast.AST], ExprUnion]]:
    table: dict[str, Callable[..., ExprUnion]] = {
        "Call": Reader._call,
        "Subscript": Reader._subscript,
        "BoolOp": Reader._choice,
        "IfExp": Reader._conditional,
        "UnaryOp": Reader._unary,
        "BinOp": Reader._binary,
        "Compare": Reader._compare,
        "Await": Reader._await,
        "Yield": Reader._yield,
        "YieldFrom": Reader._yield_from,
        "NamedExpr": Reader._walrus,
        "Starred": Reader._starred,
        "Dict": Reader._dict,
        "List": Reader._list,
        "Set": Reader._set,
        "Tuple": Reader._tuple,
        "ListComp": Reader._comprehension,
        "SetComp": Reader._comprehension,
        "GeneratorExp": Reader._comprehension,
        "DictComp": Reader._comprehension,
        "Lambda": Reader._lambda,
    }
    return {getattr(ast, name): method for name, method in table.items()}


STATEMENTS = _statements()
EXPRESSIONS = _expressions()
