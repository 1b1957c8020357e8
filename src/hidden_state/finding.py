"""What a rule says: a finding, with the proof attached."""

from __future__ import annotations

from typing import Literal

import msgspec

Confidence = Literal["certain", "likely", "possible"]
Acceptor = Literal["comment", "noqa", "baseline"]
"""What accepts a finding: a `# stateful[...]` comment, a `# noqa` comment, the baseline."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a finding; lines and columns count from 1, paths are relative to the root."""


class Definition(Record, frozen=True, kw_only=True):
    """Where the state is defined."""

    path: str
    line: int


class Write(Record, frozen=True, kw_only=True):
    """A place in the source that changes the state; `how` says it in two words."""

    path: str
    line: int
    column: int
    how: str


class Entry(Record, frozen=True, kw_only=True):
    """What the world calls: a route, a task, a signal receiver."""

    kind: str
    name: str
    path: str
    line: int


class Step(Record, frozen=True, kw_only=True):
    """One call on the way from the entry point to the write; `function` makes it at `line`."""

    path: str
    line: int
    function: str


class Consequences(Record, frozen=True, kw_only=True):
    """What breaks, and when."""

    scale_out: str
    instance_loss: str
    rolling_deploy: str
    rollback: str


class Finding(Record, frozen=True, kw_only=True):
    """One state that lives in one instance."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    rule: str
    category: str
    symbol: str
    confidence: Confidence
    message: str
    hint: str
    fixable: bool
    fingerprint: str
    definition: Definition
    writes: tuple[Write, ...]
    entry: Entry | None
    chain: tuple[Step, ...]
    consequences: Consequences


class Accepted(Record, frozen=True, kw_only=True):
    """A finding that the project accepts: by what, where that is, why, and until when."""

    finding: Finding
    by: Acceptor
    path: str
    line: int
    reason: str = ""
    until: str = ""


class Result(Record, frozen=True, kw_only=True):
    """What a run has to say; `files` counts those asked about, `warnings` are about the run.

    `failures` say which parts of the tool failed, so that what they would find is missing.
    """

    files: int
    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]
    warnings: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
