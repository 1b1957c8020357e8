"""Names that code puts into lists later: `LOGGING["root"]["handlers"].append("file")`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Display, Item, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.facts import ExprUnion
    from hidden_state.project.program import Program

ADDING = ("append", "extend", "insert")
AUGMENTING = "augmented assignment"


def added_names(program: Program) -> frozenset[str]:
    """Return the texts that any code adds to any list: a handler of that name may be in use."""
    return frozenset(_added(program))


def _added(program: Program) -> Iterator[str]:
    for method in ADDING:
        for site in program.calls_by_name.get(method, ()):
            for value in program.call(site).args:
                yield from _texts(value)
    for facts in program.facts:
        for write in facts.scopes[0].writes:
            if write.how == AUGMENTING and isinstance(write.target, Item):
                yield from _texts(write.value)


def _texts(value: ExprUnion) -> Iterator[str]:
    items = value.items if isinstance(value, Display) else (value,)
    yield from (i.value for i in items if isinstance(i, Literal) and isinstance(i.value, str))
