"""What command line an expression is: a text, or a list of words, as far as it is known."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Choice, Display, Element, Joined, Literal, Name, Result
from hidden_state.project.commands.building import Event, around, events, mentions
from hidden_state.project.commands.calls import LineCalls
from hidden_state.project.commands.shell import quoted
from hidden_state.project.files import text as texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hidden_state.facts import ExprUnion
    from hidden_state.project.records import ScopeId

ANY = "{?any|}"
MOST = 4
DEEPEST = 12
ENDLESS = 1 << 30


class _Version(NamedTuple):
    """What a name may be at one point; `block` is where it was assigned."""

    text: str
    block: int
    is_list: bool = False


class CommandLines(LineCalls):
    """Puts command lines together."""

    def line(
        self,
        at: ScopeId,
        expr: ExprUnion,
        before: int = ENDLESS,
        known: Mapping[str, str] | None = None,
    ) -> list[str]:
        """Return what EXPR, read in scope AT ahead of line BEFORE, may be; KNOWN are names."""
        if self._depth > DEEPEST:
            return [ANY]
        self._depth += 1
        try:
            return list(dict.fromkeys(self._line(at, expr, before, known or {})))[:MOST]
        finally:
            self._depth -= 1

    def _line(
        self, at: ScopeId, expr: ExprUnion, before: int, known: Mapping[str, str]
    ) -> Sequence[str]:
        match expr:
            case Literal(str() as text):
                return [texts.literal(text)]
            case Name(name):
                return [known[name]] if name in known else self._named(at, name, before)
            case Display("copy", parts):
                return _all_of([self._spread(at, part, before, known) for part in parts], " ")
            case Display("list" | "tuple", items):
                return self.words(at, items, before, known)
            case Choice(options) | Element(Display(items=options)):
                return [text for option in options for text in self.line(at, option, before, known)]
            case Joined("f" | "+", parts):
                return _all_of([self.line(at, part, before, known) for part in parts], "")
            case Joined("%", (template, *given)):
                return self._filled(at, template, given, before)
            case Result():
                return self._of_call(at, expr, before, known)
            case _:
                return self._resolved(at, expr)

    def words(
        self,
        at: ScopeId,
        items: Sequence[ExprUnion],
        before: int = ENDLESS,
        known: Mapping[str, str] | None = None,
    ) -> list[str]:
        """Return the words ITEMS as a command line; a starred one may be several."""
        options = [
            self._spread(at, item.value, before, known or {})
            if isinstance(item, Element)
            else [quoted(self._word(at, item, before))]
            for item in items
        ]
        return _all_of(options, " ")

    def _word(self, at: ScopeId, item: ExprUnion, before: int) -> str:
        """Return one word; a name that a text is added to is followed like a command line."""
        if isinstance(item, Name):
            owner = self.evaluator.owner(at, item.id)
            steps = events(self.program.scope(owner), item.id, before if owner == at else ENDLESS)
            if any(step.how == "augment" for step in steps):
                return self.line(at, item, before)[0]
        return self.value(at, item)

    def _spread(
        self, at: ScopeId, expr: ExprUnion, before: int, known: Mapping[str, str]
    ) -> list[str]:
        """Return the words that a list is; a star before the token of one that is not known."""
        return [starred(text) for text in self.line(at, expr, before, known)]

    def _filled(
        self, at: ScopeId, template: ExprUnion, given: Sequence[ExprUnion], before: int
    ) -> list[str]:
        pieces = texts.PERCENT.split(self.line(at, template, before)[0])
        filled: list[list[str]] = [pieces[:1]]
        for number, piece in enumerate(pieces[1:]):
            known = number < len(given)
            filled.extend((self.line(at, given[number], before) if known else [ANY], [piece]))
        return _all_of(filled, "")

    def _named(self, at: ScopeId, name: str, before: int) -> Sequence[str]:
        owner = self.evaluator.owner(at, name)
        scope = self.program.scope(owner)
        if scope.kind != "function":
            self.value(at, Name(name))
        steps = events(scope, name, before if owner == at else ENDLESS)
        is_given = any(parameter.name == name for parameter in scope.parameters)
        if not steps and not is_given:
            return self._resolved(at, Name(name))
        versions = [_Version(texts.variable(owner, name), 0)] if is_given else []
        last = max((call.block for call in scope.calls if call.line == before), default=0)
        use = around(scope, last)
        for step in steps:
            versions = self._stepped(owner, name, step, versions, use)[:MOST]
        return [version.text for version in versions] or [ANY]

    def _stepped(
        self, at: ScopeId, name: str, step: Event, versions: list[_Version], use: list[int]
    ) -> list[_Version]:
        """Return the versions of a name after one step."""
        scope = self.program.scope(at)
        if step.how == "assign" and not mentions(scope, step.value, name):
            is_list = isinstance(step.value, Display)
            found = [
                _Version(text, step.block, is_list) for text in self.line(at, step.value, step.line)
            ]
            return found if step.block in use else [*versions, *found]
        changed: list[_Version] = []
        for version in versions:
            apart = step.block not in around(scope, version.block)
            if apart and version.block not in around(scope, step.block):
                changed.append(version)
                continue
            text = self._added(at, name, step, version)
            is_list = version.is_list or isinstance(step.value, Display)
            changed.append(_Version(text, version.block, is_list))
        return changed

    def _added(self, at: ScopeId, name: str, step: Event, version: _Version) -> str:
        """Return a version with what a step adds to it."""
        match step.how:
            case "assign":
                return self.line(at, step.value, step.line, {name: version.text})[0]
            case "augment":
                text = self.line(at, step.value, step.line, {name: version.text})[0]
                is_list = version.is_list or isinstance(step.value, Display)
                return f"{version.text} {starred(text)}" if is_list else version.text + text
            case "extend" | "__iadd__":
                return f"{version.text} {self._spread(at, step.value, step.line, {})[0]}"
            case _:
                word = quoted(self._word(at, step.value, step.line))
        if step.how == "appendleft" or step.place == Literal(0):
            return f"{word} {version.text}"
        if step.how == "insert" and isinstance(step.place, Literal):
            first, _, rest = version.text.partition(" ")
            return f"{first} {word} {rest}"
        return f"{version.text} {word}"


def starred(text: str) -> str:
    """Return a text as any number of words, where it is one thing that is not known."""
    whole = texts.TOKEN.fullmatch(text)
    return f"*{text}" if whole is not None and texts.is_open(text) else text


def _all_of(options: list[list[str]], sign: str) -> list[str]:
    return [sign.join(parts) for parts in islice(product(*options), MOST)]
