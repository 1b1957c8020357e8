"""Where an expression of settings stands, and the names that it sees there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hidden_state.project.records import ScopeId
    from hidden_state.project.settings.given import Site, Tree


class View(NamedTuple):
    """Scope AT with the names given so far; `site` is the statement.

    `is_own` says that they are the variables of that scope, and no settings.
    """

    at: ScopeId
    names: Tree
    site: Site
    is_own: bool = False
