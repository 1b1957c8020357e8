"""What names say of when something holds: in production, or while it is developed and tested."""

from __future__ import annotations

from hidden_state.words import words_in

LIVE = frozenset({"production", "prod", "prd", "product", "live"})
NEARLY_LIVE = frozenset(
    """staging stage deploy deployed deployment docker container heroku kubernetes server cloud aws
    gae pythonanywhere""".split()
)
DEVELOPMENT = frozenset(
    """development devel develop developer dev local locals localhost test tests testing tested
    unittest unittests pytest ci debug travis jenkins codespaces e2e playwright example examples
    sample demo sandbox playground testapp testproject mypy docs sphinx runtests""".split()
)
EXAMPLE = frozenset({"example", "examples", "sample", "template"})
"""Words that leave production's settings what they are: `production_example`."""
ASIDE = frozenset(
    """tests test testing example examples sample samples demo demos sandbox playground testapp
    testproject testsite fixtures docs doc template templates cookiecutter""".split()
)
"""Folders whose settings serve nobody."""
PLAIN = frozenset("is in on run running env environment mode machine app flask django".split())
"""Words that leave the meaning of the others alone: `IS_LOCAL`, `RUNNING_TESTS`."""
SOME = frozenset({"local", "locals", "server", "test", "ci", "docs", "sample", "live", "stage"})
"""Words that say when only where nothing else is said: `LOCAL_CACHE` says where."""
SERVED, NEARLY, NEUTRAL, OFF = range(4)
"""How near to production something is."""


def rank(name: str) -> int:
    """Return how near to production a module, class or value of this name is."""
    words = words_in(name)
    if words & LIVE and not words & (DEVELOPMENT - EXAMPLE):
        return SERVED
    if words & DEVELOPMENT:
        return OFF
    return NEARLY if words & NEARLY_LIVE else NEUTRAL


def meant(name: str) -> bool | None:
    """Return whether a condition of this name holds in production, None where it does not say."""
    words = words_in(name) - PLAIN
    if not words or "not" in words:
        return None
    if words & (DEVELOPMENT - SOME) or words <= DEVELOPMENT:
        return False
    return True if words & (LIVE - SOME) or words <= LIVE else None


def is_aside(path: str) -> bool:
    """Whether a file lies in a folder of tests, examples or templates."""
    folders = path.split("/")[:-1]
    return any(words_in(folder) & ASIDE or folder.lower() in ASIDE for folder in folders)
