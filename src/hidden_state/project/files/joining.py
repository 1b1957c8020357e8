"""States on disk that an owner would call one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.files import text as texts
from hidden_state.project.files.grouping import Described, Group, named_state
from hidden_state.project.files.purposes import by_names

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from hidden_state.project.files.touches import Touch
    from hidden_state.project.linked import Linked

KINDS = ("upload", "data file", "artefact", "file", "temporary", "moved")
"""What tells most of a state first."""


def joined(
    linked: Linked,
    states: Iterable[Described],
    sources: Sequence[Touch],
    code: Container[str],
) -> list[Described]:
    """Return the states, those that are one as one.

    SOURCES are what is copied or moved, where it comes from; CODE are the folders with modules.
    """
    found = _gathered(states, lambda state: state.span[:3], _generalised)
    found = _gathered(found, lambda state: _given(linked, state))
    found = _absorbed(found, lambda state, other: _is_from_here(state, other, code))
    found = _absorbed(found, lambda state, other: _is_moved_in(state, other, sources))
    found = _absorbed(found, lambda state, other: _is_inside(state, other, code))
    return _gathered(
        found, lambda state: _shared_folder(state, code), lambda one: _renamed(linked, one, code)
    )


def _gathered(
    states: Iterable[Described],
    place: Callable[[Described], object],
    finish: Callable[[Described], Described] = lambda one: one,
) -> list[Described]:
    """Return the states, those of the same PLACE, if they have one, as one that is FINISHed."""
    groups: dict[object, list[Described]] = {}
    for number, state in enumerate(states):
        groups.setdefault(place(state) or number, []).append(state)
    return [
        group[0] if len(group) == 1 else finish(_together(_first(group), group))
        for group in groups.values()
    ]


def _absorbed(
    states: Sequence[Described], belongs: Callable[[Described, Described], bool]
) -> list[Described]:
    """Return the states without those that BELONG to another, which get what these write."""
    parts: dict[int, list[Described]] = {number: [state] for number, state in enumerate(states)}
    for number, state in enumerate(states):
        for other, whole in enumerate(states):
            if other != number and other in parts and belongs(state, whole):
                parts[other].extend(parts.pop(number))
                break
    return [_together(states[number], group) for number, group in parts.items()]


def _together(first: Described, group: Sequence[Described]) -> Described:
    """Return FIRST with the writes of all of a GROUP, and the kind that tells most."""
    if len(group) == 1:
        return first
    purpose = min((state.purpose for state in group), key=lambda item: KINDS.index(item.kind))
    writes = tuple(dict.fromkeys(touch for state in group for touch in state.group.writes))
    others = tuple(dict.fromkeys(touch for state in group for touch in state.group.others))
    escape = next((state.group.escape for state in group if state.group.escape is not None), None)
    return first._replace(group=Group(first.group.key, writes, others, escape), purpose=purpose)


def _first(group: Sequence[Described]) -> Described:
    return min(group, key=lambda state: (not state.is_named, state.span, state.group.key))


def _is_from_here(state: Described, other: Described, code: Container[str]) -> bool:
    """Whether a state by a relative path is OTHER by the path from a folder with modules."""
    key = state.group.key
    if key.startswith(("/", "~", "{")):
        return False
    folder = other.group.key.removesuffix(f"/{key}")
    return folder != other.group.key and folder in code


def _is_moved_in(state: Described, other: Described, sources: Sequence[Touch]) -> bool:
    """Whether files are only moved, or removed, in a place where OTHER is written."""
    if state.purpose.kind != "moved" or other.purpose.kind == "moved":
        return False
    calls = {touch.found for touch in state.group.writes}
    if any(touch.key == other.group.key for touch in state.group.writes):
        return True
    if state.is_named:
        return False
    known = {touch.found for touch in (*other.group.writes, *other.group.others)}
    return calls <= known or any(
        texts.is_in(touch.text, other.group.key) for touch in sources if touch.found in calls
    )


def _is_inside(state: Described, other: Described, code: Container[str]) -> bool:
    """Whether a state without a name of its own is in the folder of OTHER, and for the same.

    A file that another request reads by its name is a state of its own.
    """
    key, folder = state.group.key, other.group.key
    if state.is_named or state.purpose != other.purpose or texts.is_broad(folder, code):
        return False
    if not key.startswith(f"{folder}/"):
        return False
    if by_names([key.removeprefix(f"{folder}/")]) not in ("", state.purpose.purpose):
        return False
    entries = {touch.chain.entry for touch in state.group.writes if touch.chain is not None}
    return _is_folder(state) or not any(
        touch.found.does == "read"
        and touch.text == key
        and touch.chain is not None
        and touch.chain.entry not in entries
        for touch in state.group.others
    )


def _is_folder(state: Described) -> bool:
    """Whether the files of a state have names that are only known when the code runs."""
    return all(touch.text != state.group.key for touch in state.group.writes)


def _shared_folder(state: Described, code: Container[str]) -> tuple[object, ...] | None:
    """Return what tells apart sub-folders, without names of their own, of one folder."""
    key = state.group.key
    folder = texts.parent(key)
    if state.is_named or not _is_folder(state) or not texts.is_own(folder, code):
        return None
    return folder, state.purpose


def _given(linked: Linked, state: Described) -> tuple[object, ...] | None:
    """Return what tells apart files that clients name: the module that writes them for them."""
    key = state.group.key
    found = texts.variable_of(key) if texts.VARIABLE.fullmatch(key) else None
    if found is None or linked.phases.serving_entry(found[0]) is None:
        return None
    parameters = linked.evaluator.program.scope(found[0]).parameters
    if all(parameter.name != found[1] for parameter in parameters):
        return None
    return state.span.path, state.purpose


def _generalised(state: Described) -> Described:
    """Return files that one line writes, for its callers, by what they have in common."""
    keys = {touch.key for touch in state.group.writes}
    folders = {texts.parent(key) for key in keys}
    if state.is_named or len(keys) == 1 or len(folders) > 1 or "" in folders:
        return state
    return state._replace(symbol=texts.shown(texts.joined([*folders, "{?any|}"])))


def _renamed(linked: Linked, state: Described, code: Container[str]) -> Described:
    """Return sub-folders of one folder under the name of that."""
    group = state.group._replace(key=texts.parent(state.group.key))
    symbol, span, is_named = named_state(linked, group)
    return state._replace(group=group, symbol=symbol, span=span, is_named=is_named)
