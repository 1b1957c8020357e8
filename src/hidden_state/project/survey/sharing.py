"""The stores that instances share, each with the entry points that use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hidden_state.project.survey.connections import connections
from hidden_state.project.survey.uses import Uses
from hidden_state.survey import USED, Connected

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hidden_state.finding import Finding
    from hidden_state.project.linked import Linked
    from hidden_state.project.survey.reaching import Reaching
    from hidden_state.project.survey.uses import Key

DATABASE = "a database"
LOCAL: Mapping[str, str] = {"HS504": "a task queue", "HS701": DATABASE}
"""What is in one instance, and not shared, by the rule that says so."""


def shared_stores(
    linked: Linked, reaching: Reaching, findings: Sequence[Finding]
) -> tuple[Connected, ...]:
    """Return the stores, by file and line; what FINDINGS say to be in one instance is none."""
    places = {(finding.path, finding.line) for finding in findings}
    stores = connections(linked, places)
    missing = {LOCAL[item.code] for item in findings if item.code in LOCAL}
    users: dict[int, set[int]] = {number: set() for number in range(len(stores))}
    more: dict[str, Connected] = {}
    for key, (entries, used) in Uses(linked, reaching.dependents).by_key().items():
        numbers = {number for entry in entries for number in reaching.numbers_of(entry)}
        meant = _meant(key, stores)
        for index in meant:
            users[index] |= numbers
        if numbers and not meant and key[0] not in missing:
            symbol = f"{USED}{used.function}()"
            known = more.get(key[0], Connected(symbol, key[0], used.path, used.line))
            all_ = tuple(sorted({*known.entries, *numbers}))
            more[key[0]] = replace(known, entries=all_)
    told = [
        replace(store, entries=tuple(sorted(users[number]))) for number, store in enumerate(stores)
    ]
    return (*told, *more.values())


def _meant(key: Key, stores: Collection[Connected]) -> list[int]:
    """Return the numbers of the STORES that are used, all of a kind where that is not known."""
    what, path, name = key
    alike = [(number, store) for number, store in enumerate(stores) if store.what == what]
    exact = [
        number
        for number, store in alike
        if name and store.path == path and store.symbol.partition(" ")[0].split(".")[-1] == name
    ]
    return exact or [number for number, _ in alike]
