"""The scope under construction."""

from __future__ import annotations

from hidden_state.facts import (
    Attribute,
    Binding,
    Block,
    Call,
    Display,
    ExprUnion,
    Item,
    Joined,
    Literal,
    Name,
    Opaque,
    Parameter,
    Scope,
    Write,
)

GATHERING = frozenset({"add()", "setdefault()", "update()"})
"""Writes to a container as a whole that are worth telling of where it is made before the loop."""


class ScopeBuilder:
    """Collects what one scope says; `number` is its place in the file's list of scopes."""

    __slots__ = (
        "awaits",
        "bindings",
        "block",
        "blocks",
        "calls",
        "global_names",
        "kind",
        "nonlocal_names",
        "number",
        "returns",
        "writes",
        "yields",
    )

    def __init__(self, number: int, kind: str) -> None:
        """Start an empty scope."""
        self.number = number
        self.kind = kind
        self.block = 0
        self.blocks: list[Block] = []
        self.bindings: list[Binding] = []
        self.writes: list[Write] = []
        self.calls: list[Call] = []
        self.returns: list[ExprUnion] = []
        self.yields: list[ExprUnion] = []
        self.awaits: list[ExprUnion] = []
        self.global_names: set[str] = set()
        self.nonlocal_names: set[str] = set()

    def finish(
        self,
        name: str,
        parent: int,
        position: tuple[int, int, int],
        block: int = 0,
        is_async: bool = False,
        parameters: tuple[Parameter, ...] = (),
        decorators: tuple[ExprUnion, ...] = (),
        bases: tuple[ExprUnion, ...] = (),
        keywords: tuple[tuple[str, ExprUnion], ...] = (),
        result: ExprUnion | None = None,
    ) -> Scope:
        """Return the finished scope; `position` is its line, column and last line."""
        line, column, end_line = position
        writes = self.writes
        if writes and self.kind == "function":
            fresh = self._fresh_names({parameter.name for parameter in parameters})
            writes = [
                write
                for write in writes
                if not _is_own(write.target, fresh) or self._is_gathered(write)
            ]
        return Scope(
            self.kind,
            name,
            parent,
            line,
            column,
            end_line,
            block,
            is_async,
            parameters,
            decorators,
            bases,
            keywords,
            result,
            tuple(self.bindings),
            tuple(writes),
            tuple(self.calls),
            tuple(self.returns),
            tuple(self.yields),
            tuple(self.blocks),
            tuple(sorted(self.global_names)),
            tuple(sorted(self.nonlocal_names)),
            tuple(self.awaits),
        )

    def _is_gathered(self, write: Write) -> bool:
        """Whether a write puts something into a container made before the loop it is in."""
        if isinstance(write.target, Name) and write.how not in GATHERING:
            return False
        name = root_name(write.target)
        inner = {binding.block for binding in self.bindings if binding.name == name}
        block = write.block
        while block > 0:
            if self.blocks[block - 1].kind == "loop":
                return not any(self._is_inside(other, block) for other in inner)
            block = self.blocks[block - 1].parent
        return False

    def _is_inside(self, block: int, outer: int) -> bool:
        while block > outer:
            block = self.blocks[block - 1].parent
        return block == outer

    def _fresh_names(self, parameters: set[str]) -> dict[str, bool]:
        """Names that only ever hold containers or constants made in this scope.

        The value says whether one of them holds something that is made elsewhere.
        """
        fresh: dict[str, bool] = {}
        other = parameters | self.global_names | self.nonlocal_names
        for binding in self.bindings:
            if isinstance(binding.value, (Display, Literal)):
                fresh[binding.name] = fresh.get(binding.name, False) or _holds_others(binding.value)
            elif binding.how != "augment":
                other.add(binding.name)
        return {name: holds for name, holds in fresh.items() if name not in other}


def _holds_others(value: ExprUnion) -> bool:
    """Whether a display holds anything but literals and displays."""
    if isinstance(value, Display):
        return any(_holds_others(item) for item in value.items)
    return not isinstance(value, (Literal, Opaque, Joined))


def _is_own(target: ExprUnion, fresh: dict[str, bool]) -> bool:
    """Whether a write changes only what the scope itself has made."""
    name = root_name(target)
    if name is None or name not in fresh:
        return False
    is_shallow = isinstance(target, Name) or isinstance(getattr(target, "value", None), Name)
    return is_shallow or not fresh[name]


def root_name(expr: ExprUnion) -> str | None:
    """Return the name that an access path of fields and items starts from, if it is one."""
    while isinstance(expr, (Attribute, Item)):
        expr = expr.value
    return expr.id if isinstance(expr, Name) else None
