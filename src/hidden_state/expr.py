"""Expressions as facts hold them: reduced to what can name an object."""

from __future__ import annotations

import msgspec


class Expr(msgspec.Struct, frozen=True, array_like=True, gc=False, tag_field="t"):
    """An expression, reduced to what can name an object."""


class Opaque(Expr, frozen=True, array_like=True, gc=False, tag=0):
    """An expression that names nothing we follow."""


class Name(Expr, frozen=True, array_like=True, gc=False, tag=1):
    """A name, read in the scope that holds the expression."""

    id: str


class Attribute(Expr, frozen=True, array_like=True, gc=False, tag=2):
    """`value.attr`."""

    value: ExprUnion
    attr: str


class Item(Expr, frozen=True, array_like=True, gc=False, tag=3):
    """`value[key]`."""

    value: ExprUnion
    key: ExprUnion


class Result(Expr, frozen=True, array_like=True, gc=False, tag=4):
    """What call number `call` of the same scope returns."""

    call: int


class Literal(Expr, frozen=True, array_like=True, gc=False, tag=5):
    """A string, number, boolean or None."""

    value: str | int | float | bool | None


class Display(Expr, frozen=True, array_like=True, gc=False, tag=6):
    """A container that is built here: `kind` is dict, list, set, tuple or generator.

    `positions` are line and column of each key of a short dict that takes several lines in the
    body of a module or class.
    """

    kind: str
    items: tuple[ExprUnion, ...]
    keys: tuple[ExprUnion, ...] = ()
    positions: tuple[int, ...] = ()


class Choice(Expr, frozen=True, array_like=True, gc=False, tag=7):
    """One of several: `a or b`, `a and b`, `a if c else b`; `how` is or, and, if, `test` is c."""

    options: tuple[ExprUnion, ...]
    how: str = "or"
    test: ExprUnion | None = None


class Definition(Expr, frozen=True, array_like=True, gc=False, tag=8):
    """The function, class or lambda that is scope number `scope` of the same file."""

    scope: int


class Element(Expr, frozen=True, array_like=True, gc=False, tag=9):
    """What iterating over `value` yields."""

    value: ExprUnion


class Entered(Expr, frozen=True, array_like=True, gc=False, tag=10):
    """What `with value as x` binds."""

    value: ExprUnion


class Unpacked(Expr, frozen=True, array_like=True, gc=False, tag=11):
    """Element `index` of an unpacked value."""

    value: ExprUnion
    index: int


class Imported(Expr, frozen=True, array_like=True, gc=False, tag=12):
    """`import module` (member is None) or `from module import member`; `level` counts the dots."""

    module: str
    member: str | None
    level: int


class Compare(Expr, frozen=True, array_like=True, gc=False, tag=13):
    """A test: `op` is one of is, is not, in, not in, ==, !=, not, or '' for any other."""

    op: str
    left: ExprUnion
    right: ExprUnion


class Joined(Expr, frozen=True, array_like=True, gc=False, tag=14):
    """A text or path put together from `parts`: `how` is +, /, % or f (an f-string).

    With `|`, they are flags of `os.open`.
    """

    how: str
    parts: tuple[ExprUnion, ...]


ExprUnion = (
    Opaque
    | Name
    | Attribute
    | Item
    | Result
    | Literal
    | Display
    | Choice
    | Definition
    | Element
    | Entered
    | Unpacked
    | Imported
    | Compare
    | Joined
)
