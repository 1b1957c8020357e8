"""What a rule is, and how one state becomes one finding."""

from __future__ import annotations

import hashlib
from abc import ABC
from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from hidden_state.finding import (
    Consequences,
    Definition,
    Entry,
    Finding,
    Step,
    Write,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hidden_state.project import Project, State

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
    takes_hints: ClassVar[bool] = True
    """Whether what a framework's model says of the category replaces `instead`."""
    consequences: ClassVar[Consequences] = Consequences(
        scale_out="each instance answers from its own copy",
        instance_loss="what it held is gone",
        rolling_deploy="old and new instances disagree, and the new ones start empty",
        rollback="what was collected since is gone",
    )

    def claims(self, state: State) -> bool:
        """Whether STATE is this rule's to report."""
        return False

    def check(self, project: Project) -> Iterator[Finding]:
        """Yield findings that are not about a state of the program."""
        return iter(())

    def finding(self, project: Project, state: State) -> Finding:
        """Return the finding for a state that this rule claims."""
        span = state.definition
        hint = self._hint(project, state)
        return Finding(
            path=span.path,
            line=span.line,
            column=span.column,
            end_line=span.end_line,
            end_column=span.end_column,
            code=self.code,
            rule=self.name,
            category=self.category,
            symbol=state.symbol,
            confidence=state.confidence,
            message=self.message(state),
            hint=hint,
            fixable=False,
            fingerprint=fingerprint(self.code, span.path, state.symbol),
            definition=Definition(path=span.path, line=span.line),
            writes=tuple(
                Write(path=write.path, line=write.line, column=write.column, how=write.how)
                for write in state.writes
            ),
            entry=Entry(
                kind=state.entrance.kind,
                name=state.entrance.name,
                path=state.entrance.path,
                line=state.entrance.line,
            ),
            chain=tuple(
                Step(path=step.path, line=step.line, function=step.function)
                for step in state.shown.chain
            ),
            consequences=self.consequences,
        )

    def message(self, state: State) -> str:
        """Return one sentence: what is kept, what writes it by which way, what follows."""
        return f"`{state.symbol}` is written {_while(state)} ({_way(state)}): {self.effect}"

    def _hint(self, project: Project, state: State) -> str:
        """Return what the models say for the framework at hand, or else what the rule says."""
        found = project.hint(state.entrance.library, self.category) if self.takes_hints else None
        if found is None or found == project.hint("", self.category):
            return self.instead
        return found[:1].upper() + found[1:]


def judge(project: Project, checkers: Sequence[Checker]) -> list[Finding]:
    """Return the findings of all rules, one a state, by place; paths relative to the root."""
    ordered = sorted(checkers, key=lambda checker: (-checker.specificity, checker.code))
    findings = []
    for state in project.states:
        checker = next((item for item in ordered if item.claims(state)), None)
        if checker is not None:
            findings.append(checker.finding(project, state))
    for checker in ordered:
        findings.extend(checker.check(project))
    findings.sort(key=lambda item: (item.path, item.line, item.column, item.code))
    return list(_with_own_fingerprints(findings))


def fingerprint(code: str, path: str, symbol: str) -> str:
    """Return what names a finding though its line moves."""
    text = "\0".join((code, path, symbol)).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=10).hexdigest()


def _with_own_fingerprints(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Number the fingerprints of findings with the same code, file and symbol."""
    seen: Counter[str] = Counter()
    for finding in findings:
        print_ = finding.fingerprint
        seen[print_] += 1
        if seen[print_] > 1:
            changed = fingerprint(print_, finding.path, str(seen[print_]))
            finding = replace(finding, fingerprint=changed)
        yield finding


def _while(state: State) -> str:
    """Return what goes on when the state is written: `while serving `POST /login``."""
    kind, name = state.entrance.kind, f"`{state.entrance.name}`"
    if kind in SERVED:
        return f"while serving {name}"
    if kind.startswith("websocket"):
        return f"while serving the WebSocket {name}"
    first, _, last = kind.rpartition(" ")
    if last in HANDLED and first:
        return f"while handling {first} {name}"
    if last in ("event", "message", "command"):
        return f"while handling {kind} {name}"
    return f"while running {kind} {name}"


def _way(state: State) -> str:
    """Return the chain in short: `views.login -> auth.remember, auth.py:31`."""
    steps = state.shown.chain
    names = [_short(step.function) for step in steps]
    if len(names) > 3:
        names = [names[0], "...", names[-1]]
    write = state.shown
    return f"{' -> '.join(names)}, {write.path.rpartition('/')[2]}:{write.line}"


def _short(function: str) -> str:
    """Return the last two parts of a dotted name."""
    return ".".join(function.split(".")[-2:])
