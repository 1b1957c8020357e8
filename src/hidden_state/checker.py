"""What a rule is, and how one state becomes one finding."""

from __future__ import annotations

from abc import ABC
from typing import TYPE_CHECKING, ClassVar

from hidden_state.claims import settled
from hidden_state.finding import (
    Consequences,
    Definition,
    Entry,
    Finding,
    Step,
    Write,
)
from hidden_state.fingerprints import fingerprint, numbered
from hidden_state.project import Holding, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.project import Entrance, Project, StateWrite, Use

SERVED = frozenset({"route", "view", "page", "resource", "view set", "application"})
"""Kinds of entry points that a client asks for by what the message names."""
HANDLED = ("receiver", "handler", "listener", "subscriber")
"""Last words of kinds of entry points that something happens to."""


class Checker(ABC):
    """A rule; subclasses state who they are and which states, or other facts, they report.

    The docstring of a rule is its documentation.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    category: ClassVar[str]
    specificity: ClassVar[int] = 0
    """A state that several rules claim goes to the most specific."""
    effect: ClassVar[str] = "every instance keeps its own copy"
    """What follows for the reader, said after the colon of the message."""
    instead: ClassVar[str] = "Keep it in a store that all instances share: Redis, the database"
    kinds: ClassVar[frozenset[str]] = frozenset()
    """The kinds of holdings that the rule reports."""
    lives: ClassVar[str] = ""
    """Where these holdings live: memory or disk; either, if empty."""
    says: ClassVar[str] = "lives in one instance"
    """What the message says of a holding, after its name."""
    used: ClassVar[str] = "used"
    """What serving does with a holding, said before `while serving ...`."""
    takes_hints: ClassVar[bool] = True
    """Whether what a framework's model says of the category replaces `instead`."""
    reuses: ClassVar[str | None] = None
    """The category of what the project may have for it already: the rule's own, '' for none."""
    consequences: ClassVar[Consequences] = Consequences(
        scale_out="each instance answers from its own copy",
        instance_loss="what it held is gone",
        rolling_deploy="old and new instances disagree, and the new ones start empty",
        rollback="what was collected since is gone",
    )

    def claims(self, state: State) -> bool:
        """Whether STATE is this rule's to report."""
        return False

    def holds(self, holding: Holding) -> bool:
        """Whether HOLDING is this rule's to report."""
        return holding.kind in self.kinds and self.lives in ("", holding.lives)

    def check(self, project: Project) -> Iterator[Finding]:
        """Yield findings that are about neither a state nor a holding."""
        return iter(())

    def finding(self, project: Project, item: State | Holding) -> Finding:
        """Return the finding for a state that this rule claims, or a holding that it holds."""
        span = item.definition
        uses = item.writes if isinstance(item, State) else item.uses
        message = self.message(item) if isinstance(item, State) else self.describe(item)
        return Finding(
            path=span.path,
            line=span.line,
            column=span.column,
            end_line=span.end_line,
            end_column=span.end_column,
            code=self.code,
            rule=self.name,
            category=self.category,
            symbol=item.symbol,
            confidence=item.confidence,
            message=message,
            hint=self._hint(project, item),
            fixable=False,
            fingerprint=fingerprint(self.code, item.symbol, _within(item)),
            definition=Definition(path=span.path, line=span.line),
            writes=tuple(
                Write(path=use.path, line=use.line, column=use.column, how=use.how) for use in uses
            ),
            entry=_entry(item.entrance),
            chain=tuple(
                Step(path=step.path, line=step.line, function=step.function)
                for use in uses[:1]
                for step in use.chain
            ),
            consequences=self.consequences,
        )

    def message(self, state: State) -> str:
        """Return one sentence: what is kept, what writes it by which way, what follows."""
        way = _way(state.shown)
        return f"`{state.symbol}` is written {_while(state.entrance)} ({way}): {self.effect}"

    def describe(self, holding: Holding) -> str:
        """Return one sentence: what it is, why it is local, what uses it, what follows."""
        reason = f" ({holding.reason})" if holding.reason else ""
        used = ""
        if holding.entrance is not None and holding.uses:
            used = f", {self.used} {_while(holding.entrance)} ({_way(holding.uses[0])})"
        effect = holding.effect or self.effect
        return f"`{holding.symbol}` {self.says}{reason}{used}: {effect}"

    def _hint(self, project: Project, item: State | Holding) -> str:
        """Return where the state should live, and what the project has for that already."""
        if isinstance(item, Holding) and item.instead:
            return item.instead
        text = self._advice(project, item)
        category = self._reused(item)
        reuse = project.reuse(category) if category else ""
        return f"{text} ({reuse})" if reuse else text

    def _reused(self, item: State | Holding) -> str:
        """Return the category of what may be reused for ITEM, '' for nothing."""
        return self.category if self.reuses is None else self.reuses

    def _advice(self, project: Project, item: State | Holding) -> str:
        """Return what the models say for the framework at hand, or else what the rule says."""
        library = item.entrance.library if item.entrance is not None else ""
        if isinstance(item, Holding) and item.library:
            library = item.library
        found = project.hint(library, self.category) if self.takes_hints else None
        if found is None or found == project.hint("", self.category):
            return self.instead
        return found[:1].upper() + found[1:]


def judge(project: Project, checkers: Sequence[Checker]) -> list[Finding]:
    """Return the findings of all rules, one a state, by place; paths relative to the root."""
    ordered = sorted(checkers, key=lambda checker: (-checker.specificity, checker.code))
    claimed: list[tuple[Checker, State | Holding]] = []
    for state in project.states:
        checker = next((item for item in ordered if item.claims(state)), None)
        if checker is not None:
            claimed.append((checker, state))
    for holding in project.holdings:
        checker = next((item for item in ordered if item.holds(holding)), None)
        if checker is not None:
            claimed.append((checker, holding))
    findings = [checker.finding(project, item) for checker, item in settled(claimed)]
    for checker in ordered:
        findings.extend(checker.check(project))
    findings.sort(key=lambda item: (item.path, item.line, item.column, item.code))
    return list(numbered(findings))


def _within(item: State | Holding) -> str:
    """Return the function that a holding is used in where it is defined: '' for a state.

    What a state is called names it; a call is named by where it stands.
    """
    if isinstance(item, State):
        return ""
    here = item.definition[:2]
    for use in item.uses:
        if (use.path, use.line) == here and use.chain:
            module = use.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            return _local_name(use.chain[-1].function, module)
    return ""


def _local_name(function: str, module: str) -> str:
    """Return the dotted name FUNCTION without its module; MODULE may begin further out."""
    while module and not function.startswith(module + "."):
        module = module.partition(".")[2]
    return function.removeprefix(module + ".") if module else function


def _entry(entrance: Entrance | None) -> Entry | None:
    """Return an entry point as a finding holds it."""
    if entrance is None:
        return None
    return Entry(kind=entrance.kind, name=entrance.name, path=entrance.path, line=entrance.line)


def _while(entrance: Entrance) -> str:
    """Return what goes on when the state is written: `while serving `POST /login``."""
    kind, name = entrance.kind, f"`{entrance.name}`"
    if kind in SERVED:
        return f"while serving {name}"
    if kind == "module":
        return f"while importing {name}"
    if kind.startswith("websocket"):
        return f"while serving the WebSocket {name}"
    first, _, last = kind.rpartition(" ")
    if last in HANDLED and first:
        return f"while handling {first} {name}"
    if last in ("event", "message", "command"):
        return f"while handling {kind} {name}"
    return f"while running {kind} {name}"


def _way(write: StateWrite | Use) -> str:
    """Return the chain in short: `views.login -> auth.remember, auth.py:31`."""
    names = [_short(step.function) for step in write.chain]
    if len(names) > 3:
        names = [names[0], "...", names[-1]]
    return f"{' -> '.join(names)}, {write.path.rpartition('/')[2]}:{write.line}"


def _short(function: str) -> str:
    """Return the last two parts of a dotted name."""
    return ".".join(function.split(".")[-2:])
