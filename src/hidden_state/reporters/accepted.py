"""What a project accepts, as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from hidden_state.reporters.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.finding import Accepted, Acceptor

BY: dict[Acceptor, str] = {
    "comment": "by `# stateful`",
    "noqa": "by `# noqa`",
    "baseline": "in the baseline",
}


def as_text(items: Sequence[Accepted]) -> str:
    """Return ITEMS, a line each, with how many there are of each kind."""
    counted = Counter(item.by for item in items)
    parts = [f"{counted[by]} {words}" for by, words in BY.items() if counted[by]]
    total = f"{len(items)} accepted{': ' if parts else ''}{', '.join(parts)}"
    return "\n".join([*map(_line, items), total]) + "\n"


def as_json(items: Sequence[Accepted]) -> bytes:
    """Return ITEMS as a JSON document in UTF-8."""
    document = {"version": 1, "accepted": [dict(_members(item)) for item in items]}
    return json.dumps(document, indent=2).encode() + b"\n"


def _line(item: Accepted) -> str:
    found = item.finding
    reason = item.reason or "no reason given"
    until = f" (until {item.until})" if item.until else ""
    said = f"{found.path}:{found.line}: {found.code} `{found.symbol}` {BY[item.by]}: {reason}"
    return one_line(said + until)


def _members(item: Accepted) -> Iterator[tuple[str, Any]]:
    found = item.finding
    yield "path", found.path
    yield "line", found.line
    yield "code", found.code
    yield "symbol", found.symbol
    yield "by", item.by
    yield "reason", item.reason or None
    yield "until", item.until or None
    yield "where", {"path": item.path, "line": item.line}
    yield "fingerprint", found.fingerprint
