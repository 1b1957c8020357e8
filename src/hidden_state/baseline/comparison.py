"""Compare a project's findings with its baseline."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from hidden_state.baseline.entry import Line
from hidden_state.finding import Finding
from hidden_state.fingerprints import identity_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Groups: TypeAlias = "dict[tuple[str, str], list[Finding]]"


class Match(msgspec.Struct, frozen=True):
    """A finding that a line of the baseline knows."""

    finding: Finding
    line: Line

    @property
    def has_moved(self) -> bool:
        """Whether the finding's file has another name in the baseline."""
        return self.finding.path != self.line.entry.path


class Comparison(msgspec.Struct, frozen=True):
    """What the baseline knows, what it does not, and which of its lines match nothing.

    `doubts` say which lines may match several findings, as sentences; these findings are new.
    """

    known: tuple[Match, ...]
    new: tuple[Finding, ...]
    unmatched: tuple[Line, ...]
    doubts: tuple[str, ...]


def compare(
    lines: Iterable[Line], findings: Iterable[Finding], is_gone: Callable[[str], bool]
) -> Comparison:
    """Return how FINDINGS compare with the LINES of a baseline.

    A finding in a file that has another name now is known only where IS_GONE says that the old
    file is there no more: one that appears elsewhere is new.
    """
    search = _Search(findings)
    left = [line for line in lines if not search.match_in(line.entry.path, line)]
    gone: dict[str, list[Line]] = {}
    for line in left:
        if search.left and is_gone(line.entry.path):
            gone.setdefault(line.entry.path, []).append(line)
    for path, group in sorted(gone.items(), key=lambda item: (-len(item[1]), item[0])):
        search.follow(path, group)
    matched = {match.line.number for match in search.known}
    return Comparison(
        tuple(search.known),
        tuple(finding for group in search.left.values() for finding in group),
        tuple(line for line in left if line.number not in matched),
        tuple(search.doubts),
    )


class _Search:
    """What is still to be matched, and what has been."""

    __slots__ = ("doubts", "known", "left")

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.left: Groups = {}
        self.known: list[Match] = []
        self.doubts: list[str] = []
        for finding in findings:
            self.left.setdefault((finding.path, identity_of(finding)), []).append(finding)

    def match_in(self, path: str, line: Line) -> bool:
        """Match LINE with a finding in the file at PATH, answer whether there is one."""
        key = (path, line.entry.fingerprint)
        found = self.left.get(key)
        if not found:
            return False
        self.known.append(Match(found.pop(0), line))
        if not found:
            del self.left[key]
        return True

    def follow(self, path: str, lines: Sequence[Line]) -> None:
        """Match the LINES about the file at PATH, which is gone, where its findings are now."""
        while lines:
            places = self._places(lines)
            if not places:
                return
            ranked = sorted(places, key=lambda new: (-places[new], _distance(path, new), new))
            best, *others = ranked
            rivals = [
                new
                for new in others
                if (places[new], _distance(path, new)) == (places[best], _distance(path, best))
                and self._shares(best, new, lines)
            ]
            if rivals:
                self.doubts.extend(self._doubts(path, lines, [best, *rivals]))
                return
            lines = [line for line in lines if not self.match_in(best, line)]

    def _places(self, lines: Sequence[Line]) -> Mapping[str, int]:
        """Return how many of LINES have a finding of theirs in each file."""
        wanted = Counter(line.entry.fingerprint for line in lines)
        places: Counter[str] = Counter()
        for (path, identity), found in self.left.items():
            if identity in wanted:
                places[path] += min(len(found), wanted[identity])
        return places

    def _shares(self, one: str, other: str, lines: Sequence[Line]) -> bool:
        """Whether there is one of LINES that either file may hold now."""
        return any(
            (one, line.entry.fingerprint) in self.left
            and (other, line.entry.fingerprint) in self.left
            for line in lines
        )

    def _doubts(self, path: str, lines: Sequence[Line], places: Sequence[str]) -> Iterator[str]:
        for line in lines:
            entry = line.entry
            here = [new for new in places if (new, entry.fingerprint) in self.left]
            if len(here) > 1:
                known = (
                    f"line {line.number}: {entry.code} `{entry.symbol}` of {path}, which is gone"
                )
                yield f"{known}, may be the one in {' or '.join(here)}: all of them are reported"


def _distance(old: str, new: str) -> tuple[int, int]:
    """Return how little the paths OLD and NEW have in common: less is closer."""
    if old.rpartition("/")[2] == new.rpartition("/")[2]:
        ends = zip(reversed(old.split("/")), reversed(new.split("/")), strict=False)
        return 0, -_length_of_run(ends)
    return 1, -_length_of_run(zip(old.split("/"), new.split("/"), strict=False))


def _length_of_run(pairs: Iterable[tuple[str, str]]) -> int:
    """Return how many of PAIRS, from the first, are alike."""
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count
