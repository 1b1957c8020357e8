"""The fixtures: each small application is linted and compared with its markers."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import markers
from hidden_state import session
from hidden_state.config import Config
from markers import Marker, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.finding import Finding

FIXTURES = Path(__file__).parent.parent / "fixtures"
EDITS = FIXTURES / "edits"


def _folders(parent: Path) -> list[Path]:
    return sorted(path for path in parent.iterdir() if path.is_dir() and path != EDITS)


@pytest.mark.parametrize("app", _folders(FIXTURES), ids=lambda path: path.name)
def test_application(app: Path, tmp_path: Path) -> None:
    """The findings are the marked ones, cold and warm."""
    cold = _check(app, tmp_path / "cache")
    _agree(app, cold)
    assert _check(app, tmp_path / "cache") == cold


@pytest.mark.parametrize("case", _folders(EDITS), ids=lambda path: path.name)
def test_edit(case: Path, tmp_path: Path) -> None:
    """After an edit, a warm run says what a cold one says."""
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    for step in ("before", "after"):
        shutil.rmtree(tree, ignore_errors=True)
        shutil.copytree(case / step, tree)
        warm = _check(tree, cache)
        _agree(tree, warm)
        assert warm == _check(tree, tmp_path / f"cache-{step}"), step


def _check(root: Path, cache: Path) -> tuple[Finding, ...]:
    return session.check(Config(root=root, cache_dir=cache, jobs=1), None).findings


def _agree(root: Path, findings: Sequence[Finding]) -> None:
    """Fail with one line for each disagreement."""
    if complaints := _complaints(root, findings):
        pytest.fail("\n".join(complaints), pytrace=False)


def _complaints(root: Path, findings: Sequence[Finding]) -> list[str]:
    """What disagrees with the markers, one sentence a line."""
    marked = markers.read(root)
    found = {_place(root, finding): finding for finding in findings}
    return sorted(
        [*_wrong_places(marked, found), *_wrong_entries(marked, found), *_twice(findings)]
    )


def _wrong_places(marked: list[Marker], found: dict[Place, Finding]) -> Iterator[str]:
    expected, missed, wrong, ok = (
        markers.places(marked, "expect"),
        markers.places(marked, "missed"),
        markers.places(marked, "wrong"),
        markers.places(marked, "ok"),
    )
    for place in (expected | wrong) - found.keys():
        yield f"{place} is not reported" + (" any more" if place in wrong else "")
    for place in found.keys() - expected - wrong:
        why = "is marked ok" if place in ok else "is marked missed" if place in missed else "new"
        yield f"{place} is reported ({why}): {found[place].message}"


def _wrong_entries(marked: list[Marker], found: dict[Place, Finding]) -> Iterator[str]:
    for marker in marked:
        finding = found.get(marker.place)
        if marker.kind == "trace" and finding is not None and not _enters(finding, marker.entry):
            yield f"{marker.place} is traced to {finding.entry}, not to {marker.entry}"


def _twice(findings: Sequence[Finding]) -> Iterator[str]:
    """One state is one finding."""
    counted = Counter((finding.path, finding.line, finding.symbol) for finding in findings)
    for (path, line, symbol), times in counted.items():
        if times > 1:
            yield f"{path}:{line}: {symbol} is reported {times} times"


def _enters(finding: Finding, name: str) -> bool:
    """Whether the finding names this entry: its own name, or the function that is called first."""
    if finding.entry is not None and finding.entry.name == name:
        return True
    return bool(finding.chain) and f".{finding.chain[0].function}".endswith(f".{name}")


def _place(root: Path, finding: Finding) -> Place:
    path = (root / finding.path).relative_to(root).as_posix()
    return Place(path, finding.line, finding.code)
