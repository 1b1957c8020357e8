"""Calls that give a command line, and what callers pass for one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Display, Element, Joined, Literal, Name, Result
from hidden_state.project.commands.shell import unquoted
from hidden_state.project.files import text as texts
from hidden_state.project.records import (
    ConstantValue,
    ContainerValue,
    Edge,
    ExternalValue,
    FunctionValue,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.project.files.core import Named
    from hidden_state.project.files.tracing import Tracing
    from hidden_state.project.records import ScopeId

MOST = 4
SAME = frozenset({"strip", "rstrip", "lstrip", "encode", "decode", "split", "copy"})
"""Methods that give the text, or the words of it, that they are called on."""
OF_ARGUMENT = frozenset(
    {"shlex.split", "shlex.join", "shlex.quote", "pipes.quote", "subprocess.list2cmdline"}
)


class LineCalls(ABC):
    """Follows calls that give command lines."""

    def __init__(self, tracing: Tracing) -> None:
        """Take what traces paths; `names` gathers the names that these go by."""
        self.tracing = tracing
        self.evaluator = tracing.evaluator
        self.program = tracing.program
        self.names: dict[Named, None] = {}
        self._depth = 0

    @abstractmethod
    def line(
        self,
        at: ScopeId,
        expr: ExprUnion,
        before: int = ...,
        known: Mapping[str, str] | None = None,
    ) -> list[str]:
        """Return what command lines an expression may be."""

    @abstractmethod
    def words(
        self,
        at: ScopeId,
        items: Sequence[ExprUnion],
        before: int = ...,
        known: Mapping[str, str] | None = None,
    ) -> list[str]:
        """Return words as a command line."""

    def value(self, at: ScopeId, expr: ExprUnion) -> str:
        """Return what an expression is that is no command line: a path, most likely."""
        found = self.tracing.trace(at, expr)
        self.names.update(dict.fromkeys(found.names))
        return found.text or "{?any|}"

    def filled(self, line: str, callee: ScopeId, edge: Edge) -> list[str]:
        """Return a line of CALLEE with what the caller of EDGE passes put in."""
        found = [line]
        for parameter in self.program.scope(callee).parameters:
            own = texts.variable(callee, parameter.name)
            if own not in line:
                continue
            if parameter.kind == "var":
                given = self._rest(edge, callee)
            else:
                given = self._passed(edge, callee, parameter.name, parameter.default)
            found = [_put(text, own, value) for text in found for value in given][:MOST] or found
        return found

    def _rest(self, edge: Edge, callee: ScopeId) -> list[str]:
        """Return what a call passes for `*args`."""
        call = self.program.scope(edge.caller).calls[edge.call]
        start = len(self.program.positions(callee)) - edge.shift
        if edge.argument >= 0:
            start += edge.argument + 1
        return self.words(edge.caller, call.args[start:], edge.line)

    def _passed(
        self, edge: Edge, callee: ScopeId, name: str, default: ExprUnion | None
    ) -> list[str]:
        passed = self.evaluator.passed(edge, callee, name)
        if passed is not None:
            return self.line(edge.caller, passed, edge.line)
        return self.line(self.program.parent(callee), default) if default is not None else []

    def _of_call(
        self, at: ScopeId, expr: Result, before: int, known: Mapping[str, str]
    ) -> Sequence[str]:
        call = self.program.scope(at).calls[expr.call]
        func = call.func
        if isinstance(func, Attribute) and isinstance(func.value, Literal) and call.args:
            if func.attr == "join":
                return [unquoted(text) for text in self._each(at, call.args[0], before, known)]
            if func.attr == "format":
                return self._formatted(at, func.value, call, before, known)
        for ref in self.evaluator.evaluate(at, func):
            if isinstance(ref.value, ExternalValue) and ref.value.name in OF_ARGUMENT and call.args:
                return self.line(at, call.args[0], before, known)
            if isinstance(ref.value, FunctionValue):
                return self._returned(at, expr, ref.value, call)
        if isinstance(func, Attribute):
            if func.attr == "format":
                return self._formatted(at, func.value, call, before, known)
            if func.attr in SAME:
                return self.line(at, func.value, before, known)
        return self._resolved(at, expr)

    def _each(
        self, at: ScopeId, expr: ExprUnion, before: int, known: Mapping[str, str]
    ) -> list[str]:
        """Return the words that are joined: of a list, or of each of them made a text."""
        item = _only_item(expr)
        scope = self.program.scope(at)
        while isinstance(item, (Result, Joined)):
            parts = scope.calls[item.call].args if isinstance(item, Result) else item.parts
            item = parts[0] if parts else None
        if isinstance(item, Name):
            for binding in self.program.bindings(at).get(item.id, ()):
                if binding.how == "comprehension" and isinstance(binding.value, Element):
                    return self.line(at, binding.value.value, before, known)
        return self.line(at, expr, before, known)

    def _formatted(
        self, at: ScopeId, template: ExprUnion, call: Call, before: int, known: Mapping[str, str]
    ) -> list[str]:
        """Return a `format` template, whose holes are `()` by now, with its arguments put in."""
        text = self.line(at, template, before, known)[0]
        for number, value in enumerate(call.args):
            given = self.line(at, value, before, known)[0]
            slot = f"({number})" if f"({number})" in text else "()"
            text = text.replace(slot, given, 1 if slot == "()" else -1)
        for name, value in call.keywords:
            if f"({name})" in text:
                text = text.replace(f"({name})", self.line(at, value, before, known)[0])
        return [texts.HOLES.sub("{?any|}", text)]

    def _returned(
        self, at: ScopeId, expr: Result, function: FunctionValue, call: Call
    ) -> list[str]:
        """Return what a function of the project gives for these arguments."""
        shift = 1 if function.receiver is not None else 0
        edge = Edge(at, expr.call, call.line, shift=shift)
        found: list[str] = []
        for given in self.program.scope(function.id).returns:
            for text in self.line(function.id, given):
                found.extend(self.filled(text, function.id, edge))
        known = [text for text in found if not texts.TOKEN.fullmatch(text)]
        return known[:MOST] or [self.value(at, expr)]

    def _resolved(self, at: ScopeId, expr: ExprUnion) -> list[str]:
        """Return what a name of another file, or a field, is."""
        for ref in self.evaluator.evaluate(at, expr):
            value = ref.value
            if isinstance(value, ContainerValue) and isinstance(value.display, Display):
                return self.line(value.scope, value.display)
            if isinstance(value, ConstantValue) and isinstance(value.value, str):
                return [texts.literal(value.value)]
        return [self.value(at, expr)]


def _only_item(expr: ExprUnion) -> ExprUnion | None:
    """Return what a comprehension makes of each item; None for anything else."""
    return expr.items[0] if isinstance(expr, Display) and len(expr.items) == 1 else None


def _put(line: str, own: str, value: str) -> str:
    """Return a line with VALUE for the token OWN: as words where it is starred."""
    whole = texts.TOKEN.fullmatch(value)
    words = f"*{value}" if whole is not None and texts.is_open(value) else value
    line = line.replace(f"*{own}", words)
    return line.replace(own, value)
