"""Tell the findings that comments accept, and the comments that do it badly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from hidden_state.acceptance.dates import has_expired
from hidden_state.comment import Acceptance, Comment
from hidden_state.finding import Accepted, Finding
from hidden_state.tool import CATEGORY

if TYPE_CHECKING:
    from datetime import date

    Uses: TypeAlias = Mapping[tuple[str, Acceptance], Sequence[Finding]]

Codes: TypeAlias = Callable[[], Iterable[str]]
"""Gives all codes that there are."""


class Remarks(msgspec.Struct, frozen=True):
    """The comments by path: `# noqa` of the files that findings are in, `# stateful` of all."""

    noqa: Mapping[str, Sequence[Comment]]
    stateful: Mapping[str, Sequence[Acceptance]]


class Verdict(msgspec.Struct, frozen=True):
    """What stands, the complaints about comments among it, and what is accepted."""

    standing: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]


def accept(
    findings: Iterable[Finding],
    remarks: Remarks,
    today: date,
    codes: Codes,
    *,
    heeds_noqa: bool = True,
) -> Verdict:
    """Part FINDINGS, all that a project has, by what REMARKS accept on the day TODAY.

    CODES is asked when a comment names what may be no code.  A comment that gives no reason
    accepts; one that has expired does not.  What is `# noqa` is left to others without HEEDS_NOQA.
    """
    standing: list[Finding] = []
    accepted: list[Accepted] = []
    uses: dict[tuple[str, Acceptance], list[Finding]] = {}
    for finding in findings:
        found = list(_comments_on(finding, remarks.stateful))
        for place in found:
            uses.setdefault(place, []).append(finding)
        valid = next((place for place in found if not has_expired(place[1], today)), None)
        if valid is not None:
            accepted.append(_accepted(finding, *valid))
        else:
            standing.append(finding)
    standing.extend(_complaints(remarks.stateful, uses, standing, today, codes))
    if heeds_noqa:
        accepted.extend(_silenced(standing, remarks.noqa))
        silenced = {id(item.finding) for item in accepted}
        standing = [finding for finding in standing if id(finding) not in silenced]
    return Verdict(
        tuple(sorted(standing, key=_position)),
        tuple(sorted(accepted, key=lambda item: _position(item.finding))),
    )


def is_about(finding: Finding, first: int, last: int) -> bool:
    """Whether a comment on a statement of the lines FIRST to LAST is about FINDING."""
    return finding.line <= last and first <= max(finding.line, finding.end_line)


def _comments_on(
    finding: Finding, comments: Mapping[str, Sequence[Acceptance]]
) -> Iterator[tuple[str, Acceptance]]:
    """Yield the comments that name FINDING, with their path: on its line or its definition's.

    One beside what a file that is no code says of it counts, too.
    """
    if finding.category == CATEGORY:
        return
    definition = finding.definition
    told = [(write.path, write.line) for write in finding.writes if not write.path.endswith(".py")]
    places = [(definition.path, definition.line), *told]
    for path in dict.fromkeys((finding.path, *(path for path, _ in places))):
        for comment in comments.get(path, ()):
            is_here = path == finding.path and is_about(finding, comment.first, comment.last)
            is_there = any(
                path == where and comment.first <= line <= comment.last for where, line in places
            )
            if (is_here or is_there) and finding.code.startswith(comment.codes or ("-",)):
                yield path, comment


def _accepted(finding: Finding, path: str, comment: Acceptance) -> Accepted:
    return Accepted(
        finding=finding,
        by="comment",
        path=path,
        line=comment.line,
        reason=comment.reason,
        until=comment.until,
    )


def _silenced(
    findings: Iterable[Finding], comments: Mapping[str, Sequence[Comment]]
) -> Iterator[Accepted]:
    """Yield those of FINDINGS on whose lines a `# noqa` names the code, a prefix, or none."""
    for finding in findings:
        for comment in comments.get(finding.path, ()):
            is_here = is_about(finding, comment.line, comment.line)
            if is_here and (not comment.codes or finding.code.startswith(comment.codes)):
                yield Accepted(finding=finding, by="noqa", path=finding.path, line=comment.line)
                break


def _complaints(
    comments: Mapping[str, Sequence[Acceptance]],
    uses: Uses,
    standing: Sequence[Finding],
    today: date,
    codes: Codes,
) -> Iterator[Finding]:
    if not comments:
        return
    from hidden_state.acceptance.complaints import complaints
    from hidden_state.fingerprints import numbered

    expired = [comment for found in comments.values() for comment in found]
    expired = [comment for comment in expired if has_expired(comment, today)]
    yield from numbered(complaints(comments, uses, standing, frozenset(expired), codes))


def _position(finding: Finding) -> tuple[str, int, int, str]:
    return (finding.path, finding.line, finding.column, finding.code)
