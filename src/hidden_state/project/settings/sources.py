"""Where settings that hold together come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hidden_state.project.settings.given import Tree


class Source(NamedTuple):
    """Settings that hold together: a framework's module or class, or an application's mapping.

    `name` is the dotted name of the module or class; `is_plain` says that there is no other to
    choose from.
    """

    name: str
    names: Tree
    is_plain: bool
    is_module: bool
