"""What is wrong with `# stateful[...]` comments, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.acceptance.dates import day_of
from hidden_state.acceptance.rules import (
    AcceptanceWithoutReason,
    ExpiredAcceptance,
    UnusedAcceptance,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from hidden_state.acceptance.matching import Codes
    from hidden_state.comment import Acceptance
    from hidden_state.finding import Finding


def complaints(
    comments: Mapping[str, Sequence[Acceptance]],
    uses: Mapping[tuple[str, Acceptance], Sequence[Finding]],
    standing: Sequence[Finding],
    expired: Collection[Acceptance],
    codes: Codes,
) -> Iterator[Finding]:
    """Yield a finding for each of COMMENTS that has EXPIRED, gives no reason, or is not in USES.

    STANDING helps to say where a comment belongs, CODES what it may have been meant to name.
    """
    for path, found in comments.items():
        for comment in found:
            used = uses.get((path, comment), ())
            if used and comment in expired:
                yield _expired(path, comment, used)
            elif used and not comment.reason:
                yield _without_reason(path, comment, used)
            unused = _unused_codes(comment, used)
            if unused or not comment.codes:
                yield _unused(path, comment, unused, standing, codes)


def _expired(path: str, comment: Acceptance, used: Sequence[Finding]) -> Finding:
    day = comment.until
    ended = f"expired on {day}" if day_of(day) else f"ends on `{day}`, which is no date"
    reason = f" ({comment.reason})" if comment.reason else ""
    return ExpiredAcceptance.finding(
        path,
        _span(comment),
        f"the acceptance of {_named(used)} {ended}{reason}",
        "Change what keeps the state, or decide again: `until YYYY-MM-DD`",
        (*comment.codes, used[0].symbol),
    )


def _without_reason(path: str, comment: Acceptance, used: Sequence[Finding]) -> Finding:
    written = f"# stateful[{', '.join(comment.codes)}]"
    return AcceptanceWithoutReason.finding(
        path,
        _span(comment),
        f"the acceptance of {_named(used)} gives no reason",
        f"Say after a colon why one instance may keep it: `{written}: ...`",
        (*comment.codes, used[0].symbol),
    )


def _unused_codes(comment: Acceptance, used: Sequence[Finding]) -> tuple[str, ...]:
    """Return the codes of COMMENT that accept nothing."""
    return tuple(
        code for code in comment.codes if not any(item.code.startswith(code) for item in used)
    )


def _unused(
    path: str,
    comment: Acceptance,
    unused: tuple[str, ...],
    standing: Sequence[Finding],
    codes: Codes,
) -> Finding:
    if not comment.codes:
        message = "this acceptance names no code"
        hint = "Write `# stateful[CODE]: reason`"
    else:
        message = f"this accepts nothing: no {' or '.join(unused)} is reported on this statement"
        hint = _advice(path, comment, unused, standing, codes)
    return UnusedAcceptance.finding(path, _span(comment), message, hint, unused)


def _advice(
    path: str,
    comment: Acceptance,
    unused: tuple[str, ...],
    standing: Sequence[Finding],
    codes: Codes,
) -> str:
    """Return what to do with a comment whose codes UNUSED accept nothing."""
    lines = range(comment.first, comment.last + 1)
    for finding in standing:
        written = any(write.path == path and write.line in lines for write in finding.writes)
        if written and finding.code.startswith(unused):
            place = f"{finding.path}:{finding.line}"
            return f"Move it to {place}, where `{finding.symbol}` is defined"
    for finding in standing:
        if finding.path == path and finding.line in lines:
            return f"What is reported here is {finding.code}"
    from difflib import get_close_matches

    known = sorted(codes())
    for code in unused:
        if not any(name.startswith(code) for name in known):
            close = get_close_matches(code, known, 1)
            return f"There is no {code}" + (f"; did you mean {close[0]}?" if close else "")
    return "Delete it"


def _named(findings: Sequence[Finding]) -> str:
    """Return the codes and symbols of FINDINGS: `HS402 `CACHE``."""
    return " and ".join(dict.fromkeys(f"{item.code} `{item.symbol}`" for item in findings))


def _span(comment: Acceptance) -> tuple[int, int, int]:
    return comment.line, comment.column, comment.end_column
