"""A baseline's file: a header, then a line of JSON for each finding, in order.

One line says one thing and none of them ends in a comma that the next one needs: two branches that
add findings merge without a conflict but where both add at the same place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hidden_state.fingerprints import identity_of
from hidden_state.replacing import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hidden_state.finding import Finding

VERSION = 1
HEADER = "hidden-state-baseline"
CONFLICT = (b"<<<<<<< ", b"=======", b">>>>>>> ", b"||||||| ")
SHOWN_FAULTS = 5


class BaselineError(Exception):
    """What is wrong with a baseline, a sentence for each fault."""

    def __init__(self, *messages: str) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"version": HEADER}):
    """The first line."""

    version: int


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A finding that is known; `fingerprint` and `path` tell which, the rest is for the reader.

    `path` is relative to the project's root.
    """

    path: str
    code: str
    symbol: str
    fingerprint: str
    reason: str = ""


class Line(msgspec.Struct, frozen=True):
    """An entry, and the number of its line."""

    number: int
    entry: Entry


def entry_of(finding: Finding, reason: str = "") -> Entry:
    """Return the entry for FINDING."""
    symbol = finding.symbol.encode("utf-8", "backslashreplace").decode()
    return Entry(finding.path, finding.code, symbol, identity_of(finding), reason)


def read(path: Path) -> tuple[Line, ...]:
    """Return the lines of the baseline at PATH; raise BaselineError when it is not one."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        raise BaselineError(
            "no such baseline: write it with `hidden-state check --write-baseline`"
        ) from None
    except OSError as error:
        raise BaselineError(f"cannot be read: {error.strerror or error}") from error
    _check_header(lines[0] if lines else b"")
    entries: list[Line] = []
    faults: list[str] = []
    decode = msgspec.json.Decoder(Entry).decode
    for number, line in enumerate(lines[1:], 2):
        if line.startswith(CONFLICT):
            faults.append(f"line {number}: a merge conflict is not resolved")
        elif line.strip():
            try:
                entries.append(Line(number, decode(line)))
            except (msgspec.MsgspecError, UnicodeError) as error:
                faults.append(f"line {number}: {error}")
    if len(faults) > SHOWN_FAULTS:
        faults[SHOWN_FAULTS:] = [f"and {len(faults) - SHOWN_FAULTS} lines more"]
    if faults:
        raise BaselineError(*faults)
    return tuple(entries)


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Make PATH the baseline of ENTRIES: all of it, or, raising OSError, nothing."""
    ordered = sorted(
        entries, key=lambda item: (item.path, item.code, item.symbol, item.fingerprint, item.reason)
    )
    encode = msgspec.json.encode
    lines = [encode(Header(VERSION)), *map(encode, ordered)]
    replace_file(path, b"".join(line + b"\n" for line in lines))


def _check_header(line: bytes) -> None:
    try:
        header = msgspec.json.decode(line, type=Header)
    except (msgspec.MsgspecError, UnicodeError):
        message = f'line 1: this is no baseline: one begins with {{"{HEADER}":{VERSION}}}'
        raise BaselineError(message) from None
    if header.version != VERSION:
        message = f"line 1: it is of version {header.version}; this release reads {VERSION}"
        raise BaselineError(f"{message}: update hidden-state, or write it anew")
