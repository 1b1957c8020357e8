"""The project's promises about its rules: identity, documentation, fixtures, changelog."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hidden_state_checkers
import markers
from hidden_state import session
from hidden_state.acceptance.rules import (
    AcceptanceWithoutReason,
    ExpiredAcceptance,
    UnusedAcceptance,
)
from hidden_state.checker import Checker
from hidden_state.config import Config
from hidden_state.reporters.description import FRAMEWORKS, TITLE
from hidden_state.session.reporting import report
from markers import Kind, Marker

if TYPE_CHECKING:
    from hidden_state.tool import ToolRule

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
SUMMARY_WIDTH = 72
BESIDE = {"HS004": {"HS101"}}
"""What the bad example of a rule about acceptance shows beside it: the state is reported again."""


def _modules() -> list[str]:
    """The names of the rules' modules; a leading underscore marks what several rules share."""
    found = pkgutil.iter_modules(hidden_state_checkers.__path__)
    return sorted(module.name for module in found if not module.name.startswith("_"))


def _in_module(name: str) -> list[type[Checker]]:
    """The checkers that a module defines."""
    module = importlib.import_module(f"{hidden_state_checkers.__name__}.{name}")
    return [
        value
        for value in vars(module).values()
        if inspect.isclass(value)
        and issubclass(value, Checker)
        and value.__module__ == module.__name__
    ]


def _sections(checker: type[Checker | ToolRule]) -> dict[str, str]:
    """The sections of the docstring by title."""
    _, *parts = TITLE.split(inspect.getdoc(checker) or "")
    bodies = (textwrap.dedent(body).strip("\n") + "\n" for body in parts[1::2])
    return dict(zip(parts[::2], bodies, strict=True))


CHECKERS = sorted(
    (checker for name in _modules() for checker in _in_module(name)),
    key=lambda checker: checker.code,
)
ACCEPTANCES: list[type[ToolRule]] = [AcceptanceWithoutReason, UnusedAcceptance, ExpiredAcceptance]
RULES: list[type[Checker | ToolRule]] = [*ACCEPTANCES, *CHECKERS]
each_checker = pytest.mark.parametrize("checker", RULES, ids=lambda checker: checker.code)


def test_codes_and_names_are_unique() -> None:
    """No two rules share a code or a name."""
    counted = Counter(value for checker in RULES for value in (checker.code, checker.name))
    assert [value for value, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("module", _modules())
def test_one_rule_a_module(module: str) -> None:
    """A module holds one rule and is named after it."""
    assert [checker.name.replace("-", "_") for checker in _in_module(module)] == [module]


@each_checker
def test_identity(checker: type[Checker | ToolRule]) -> None:
    """Codes, names and categories have their forms."""
    assert re.fullmatch(r"HS\d{3}", checker.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", checker.name)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", checker.category)


@each_checker
def test_docstring(checker: type[Checker | ToolRule]) -> None:
    """The docstring is the documentation: a short summary, the reason, Bad, Good."""
    prose = inspect.getdoc(checker) or ""
    summary, blank, *_ = [*prose.splitlines(), "", ""]
    assert 0 < len(summary) <= SUMMARY_WIDTH
    assert summary.endswith(".")
    assert blank == ""
    titles = TITLE.findall(prose)
    assert titles[:2] == ["Bad", "Good"]
    assert len(set(titles)) == len(titles)
    assert prose.index("Bad:") > len(summary) + 2, "no word on why it matters"
    assert all(body.strip() for body in _sections(checker).values())


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda checker: checker.code)
def test_docstring_has_every_section(checker: type[Checker]) -> None:
    """It says what replaces the state in each framework, what is not reported, and the limits."""
    sections = _sections(checker)
    missing = [name for name in FRAMEWORKS if name not in _frameworks(checker)]
    assert missing == [], "the good example is of one framework: add sections for the others"
    assert [*sections][-2:] == ["Not reported", "Limits"]


@pytest.mark.parametrize(
    ("checker", "framework"),
    [
        pytest.param(checker, framework, id=f"{checker.code}-{framework}")
        for checker in CHECKERS
        for framework in FRAMEWORKS
        if framework in _sections(checker)
    ],
)
def test_replacement_is_not_reported(
    checker: type[Checker], framework: str, tmp_path: Path
) -> None:
    """What replaces the state in a framework is of that framework, serves, and is not reported."""
    source = _sections(checker)[framework]
    assert re.search(rf"^from ({framework.lower()}|channels)\b", source, re.MULTILINE)
    (tmp_path / "app.py").write_text(source, encoding="utf-8")
    config = Config(root=tmp_path, cache_dir=tmp_path / "cache", jobs=1)
    application, result = report(config, None, tmp_path)
    assert result.findings == ()
    assert application.entries, "nothing in it serves"


@each_checker
def test_bad_example_is_reported(checker: type[Checker | ToolRule], tmp_path: Path) -> None:
    """Whoever copies the Bad example sees the rule's own code, and no other."""
    beside = BESIDE.get(checker.code, set())
    assert _codes(_sections(checker)["Bad"], tmp_path) == {checker.code} | beside


@each_checker
def test_good_example_is_not_reported(checker: type[Checker | ToolRule], tmp_path: Path) -> None:
    """The way out is not reported."""
    assert _codes(_sections(checker)["Good"], tmp_path) == set()


@pytest.fixture(scope="module")
def marked() -> list[Marker]:
    """The markers of all fixtures."""
    return markers.read(FIXTURES)


@each_checker
@pytest.mark.parametrize("kind", ["expect", "ok"])
def test_fixtures(checker: type[Checker | ToolRule], kind: Kind, marked: list[Marker]) -> None:
    """Every rule has two positives and two negatives, over two applications."""
    found = [place for place in markers.places(marked, kind) if place.code == checker.code]
    assert len(found) >= 2
    assert len({place.path.partition("/")[0] for place in found}) >= 2


def test_fixtures_name_existing_rules(marked: list[Marker]) -> None:
    """A marker names a rule that exists."""
    codes = {checker.code for checker in RULES}
    assert [str(marker.place) for marker in marked if marker.place.code not in codes] == []


@each_checker
def test_changelog(checker: type[Checker | ToolRule]) -> None:
    """The changelog says when a rule came."""
    assert checker.code in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def _frameworks(checker: type[Checker]) -> set[str]:
    """The frameworks that a rule shows what to do in: its sections, and its good example's."""
    sections = _sections(checker)
    own = re.findall(r"^from (flask|django|fastapi)\b", sections["Good"], re.MULTILINE)
    return {name for name in FRAMEWORKS if name in sections or name.lower() in own}


def _codes(source: str, folder: Path) -> set[str]:
    """What is reported about a program of one file."""
    project = folder / "project"
    project.mkdir()
    (project / "app.py").write_text(source, encoding="utf-8")
    config = Config(root=project, cache_dir=folder / "cache", jobs=1)
    return {finding.code for finding in session.check(config, None).findings}
