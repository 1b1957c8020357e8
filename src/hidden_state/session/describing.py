"""Describe rules with what the models say replaces a state in each framework."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.models.reader import load
from hidden_state.reporters.description import FRAMEWORKS, describe

if TYPE_CHECKING:
    from hidden_state.models.tables import Models
    from hidden_state.reporters.description import Description
    from hidden_state.tool import ToolRule


def described(rule: type[Checker | ToolRule], models: Models | None = None) -> Description:
    """Return RULE in words, with the hints of MODELS, or else of those that are shipped."""
    if not (issubclass(rule, Checker) and rule.takes_hints):
        return describe(rule)
    known = load() if models is None else models
    hints = {name: known.hint(name.lower(), rule.category) or "" for name in FRAMEWORKS}
    return describe(rule, hints)
