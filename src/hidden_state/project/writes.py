"""Writes by the names that tell what they change."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.facts import Attribute, Item, Name
from hidden_state.project.sites import ASSIGNMENTS, WriteSite, element_target, key_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hidden_state.facts import Facts, Scope, Write


class WriteIndex(NamedTuple):
    """The writes of all files.

    By file and name: `rebindings`. By name: `attributes` that are assigned, keys of items that
    are assigned (`keyed`), containers that get `elements`.
    """

    rebindings: dict[tuple[int, str], list[WriteSite]]
    attributes: dict[str, list[WriteSite]]
    keyed: dict[str, list[WriteSite]]
    elements: dict[str, list[WriteSite]]


def index_writes(files: Sequence[Facts]) -> WriteIndex:
    """Return the index over FILES, made in one pass."""
    index = WriteIndex(defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list))
    for file, facts in enumerate(files):
        for number, scope in enumerate(facts.scopes):
            for position, write in enumerate(scope.writes):
                _add(index, WriteSite(file, number, position), scope, write)
    return index


def _add(index: WriteIndex, site: WriteSite, scope: Scope, write: Write) -> None:
    target, how = write.target, write.how
    if type(target) is Name:
        if how == "rebinding" and target.id in scope.global_names:
            index.rebindings[site.file, target.id].append(site)
    elif type(target) is Attribute:
        if how in ASSIGNMENTS:
            index.attributes[target.attr].append(site)
    elif type(target) is Item and how == "item assignment":
        key = key_text(target.key)
        if key is not None:
            index.keyed[key].append(site)
    name = element_target(write, scope)
    if name is not None:
        index.elements[name].append(site)
