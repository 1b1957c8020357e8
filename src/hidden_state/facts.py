"""What one file says: the records that extraction makes and the project links.

A record holds nothing that another file could change: no path, no resolved
import.  Lines and columns count from 1.  An expression is kept as far as it can
name a place or a callable; everything else is `Opaque`.
"""

from __future__ import annotations

import msgspec

from hidden_state.comment import Acceptance, Comment
from hidden_state.expr import (
    Attribute,
    Choice,
    Compare,
    Definition,
    Display,
    Element,
    Entered,
    Expr,
    ExprUnion,
    Imported,
    Item,
    Joined,
    Literal,
    Name,
    Opaque,
    Result,
    Unpacked,
)

__all__ = [
    "FACTS_VERSION",
    "Acceptance",
    "Attribute",
    "Binding",
    "Block",
    "Call",
    "Choice",
    "Comment",
    "Compare",
    "Definition",
    "Display",
    "Element",
    "Entered",
    "Expr",
    "ExprUnion",
    "Facts",
    "Imported",
    "Item",
    "Joined",
    "Literal",
    "Name",
    "Opaque",
    "Parameter",
    "Record",
    "Result",
    "Scope",
    "SyntaxFault",
    "Unpacked",
    "Write",
    "encoder",
]

FACTS_VERSION = 9


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A plain record of facts."""


class Call(Record, frozen=True, array_like=True, gc=False):
    """`func(*args, **keywords)`; a starred argument is `Opaque`, `**x` has the keyword name ''."""

    func: ExprUnion
    args: tuple[ExprUnion, ...]
    keywords: tuple[tuple[str, ExprUnion], ...]
    line: int
    column: int
    block: int

    @property
    def given(self) -> tuple[ExprUnion, ...]:
        """All that the call is given, by position or by keyword."""
        return (*self.args, *(value for _, value in self.keywords))


class Block(Record, frozen=True, array_like=True, gc=False):
    """A suite inside a scope: number 0 is the scope's own body.

    `kind` is body, if, else, loop, try, except, finally or with; `test` is the
    condition (for except: the exception's type); `exits` says that the suite
    always leaves the enclosing one (return, raise, continue, break).
    """

    parent: int
    kind: str
    line: int
    test: ExprUnion | None = None
    exits: bool = False


class Binding(Record, frozen=True, array_like=True, gc=False):
    """A name that gets a value in a scope.

    `how` is assign, augment, for, with, comprehension, import, def, class, except, delete,
    annotation or match.
    """

    name: str
    value: ExprUnion
    line: int
    column: int
    end_column: int
    block: int
    how: str
    annotation: ExprUnion | None = None


class Write(Record, frozen=True, array_like=True, gc=False):
    """A change of an object that is not plainly the scope's own.

    `target` is what changes: `D[k] = v` has the target `D[k]`, `D.append(v)` the
    target `D`, `global D; D = v` the target `D` with `how` "rebinding".
    """

    target: ExprUnion
    how: str
    value: ExprUnion
    line: int
    column: int
    block: int


class Parameter(Record, frozen=True, array_like=True, gc=False):
    """A parameter; `kind` is one of positional, keyword, var, varkw."""

    name: str
    kind: str
    annotation: ExprUnion | None
    default: ExprUnion | None


class Scope(Record, frozen=True, array_like=True, gc=False):
    """A module, class, function or lambda; `parent` is a scope number, -1 for the module."""

    kind: str
    name: str
    parent: int
    line: int
    column: int
    end_line: int
    block: int = 0
    is_async: bool = False
    parameters: tuple[Parameter, ...] = ()
    decorators: tuple[ExprUnion, ...] = ()
    bases: tuple[ExprUnion, ...] = ()
    keywords: tuple[tuple[str, ExprUnion], ...] = ()
    result: ExprUnion | None = None
    bindings: tuple[Binding, ...] = ()
    writes: tuple[Write, ...] = ()
    calls: tuple[Call, ...] = ()
    returns: tuple[ExprUnion, ...] = ()
    yields: tuple[ExprUnion, ...] = ()
    blocks: tuple[Block, ...] = ()
    global_names: tuple[str, ...] = ()
    nonlocal_names: tuple[str, ...] = ()
    awaits: tuple[ExprUnion, ...] = ()


class Facts(Record, frozen=True, array_like=True, gc=False):
    """Everything that one file says; scope 0 is the module."""

    scopes: tuple[Scope, ...]
    comments: tuple[Comment, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()


class SyntaxFault(Record, frozen=True, array_like=True, gc=False):
    """Why a file could not be read."""

    message: str
    line: int
    column: int


encoder = msgspec.msgpack.Encoder()
