from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from projects import finding

from hidden_state.baseline.comparison import Comparison, compare
from hidden_state.baseline.entry import Entry, Line
from hidden_state.fingerprints import fingerprint, numbered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hidden_state.finding import Finding


def found(*places: str) -> list[Finding]:
    """Return findings at PLACES, each a path and a symbol: `a.py:CACHE`."""
    made = []
    for line, place in enumerate(places, 1):
        path, _, symbol = place.partition(":")
        made.append(
            replace(finding(path=path, line=line), symbol=symbol, fingerprint=fingerprint(symbol))
        )
    return list(numbered(made))


def known(*places: str) -> list[Line]:
    """Return the lines of a baseline that knows the findings at PLACES."""
    lines = []
    for number, place in enumerate(places, 2):
        path, _, symbol = place.partition(":")
        lines.append(Line(number, Entry(path, "HS101", symbol, fingerprint(symbol))))
    return lines


def compared(before: Sequence[str], after: Sequence[str], *present: str) -> Comparison:
    """Compare findings before and after; the files they are in, and PRESENT, are there."""
    files = {place.partition(":")[0] for place in after} | set(present)
    return compare(known(*before), found(*after), lambda path: path not in files)


def new(comparison: Comparison) -> list[str]:
    return [f"{item.path}:{item.symbol}" for item in comparison.new]


def stale(comparison: Comparison) -> list[int]:
    return [line.number for line in comparison.unmatched]


def moves(comparison: Comparison) -> list[tuple[str, str]]:
    return [
        (match.line.entry.path, match.finding.path) for match in comparison.known if match.has_moved
    ]


def test_all_known() -> None:
    result = compared(["a.py:A", "a.py:B"], ["a.py:B", "a.py:A"])
    assert (len(result.known), new(result), stale(result), moves(result)) == (2, [], [], [])


def test_new_and_stale() -> None:
    result = compared(["a.py:A", "a.py:B"], ["a.py:A", "a.py:C"])
    assert (new(result), stale(result)) == (["a.py:C"], [3])


def test_as_many_as_are_known_of_a_name() -> None:
    result = compared(["a.py:A", "a.py:A"], ["a.py:A"] * 3)
    assert (new(result), stale(result)) == (["a.py:A"], [])
    assert stale(compared(["a.py:A", "a.py:A"], ["a.py:A"])) == [3]


def test_the_same_name_elsewhere_is_new_while_the_file_is_there() -> None:
    result = compared(["a.py:A"], ["b.py:A"], "a.py")
    assert (new(result), stale(result)) == (["b.py:A"], [2])


def test_a_new_file_before_does_not_take_the_place_of_the_old() -> None:
    result = compared(["b.py:A"], ["a.py:A", "b.py:A"])
    assert (new(result), stale(result), moves(result)) == (["a.py:A"], [], [])


def test_a_renamed_file() -> None:
    result = compared(["a.py:A", "a.py:B"], ["b.py:A", "b.py:B", "b.py:C"])
    assert (new(result), stale(result)) == (["b.py:C"], [])
    assert moves(result) == [("a.py", "b.py")] * 2
    assert result.doubts == ()


def test_renamed_files_with_the_same_names_are_told_by_what_they_share() -> None:
    result = compared(
        ["a.py:A", "a.py:B", "b.py:A", "b.py:C"], ["x.py:A", "x.py:C", "y.py:A", "y.py:B"]
    )
    assert (new(result), stale(result), result.doubts) == ([], [], ())
    assert set(moves(result)) == {("a.py", "y.py"), ("b.py", "x.py")}


def test_a_renamed_folder_is_told_by_the_names_of_its_files() -> None:
    result = compared(["old/a.py:A", "old/b.py:A"], ["new/a.py:A", "new/b.py:A", "new/c.py:A"])
    assert (new(result), stale(result), result.doubts) == (["new/c.py:A"], [], ())
    assert set(moves(result)) == {("old/a.py", "new/a.py"), ("old/b.py", "new/b.py")}


def test_a_file_that_was_split() -> None:
    result = compared(["a.py:A", "a.py:B", "a.py:C"], ["x.py:A", "x.py:B", "y.py:C"])
    assert (new(result), stale(result), result.doubts) == ([], [], ())


def test_in_doubt_all_are_new_and_it_says_so() -> None:
    result = compared(["a.py:A"], ["b.py:A", "c.py:A"])
    assert (new(result), stale(result)) == (["b.py:A", "c.py:A"], [2])
    assert result.doubts == (
        "line 2: HS101 `A` of a.py, which is gone, may be the one in b.py or c.py: "
        "all of them are reported",
    )


def test_no_doubt_about_what_is_elsewhere() -> None:
    result = compared(["a.py:A", "a.py:B"], ["b.py:A", "c.py:B"])
    assert (new(result), stale(result), result.doubts) == ([], [], ())


def test_a_file_that_is_gone_with_its_states() -> None:
    result = compared(["a.py:A"], ["b.py:B"])
    assert (new(result), stale(result), result.doubts) == (["b.py:B"], [2], ())
