"""What all rows of a model file have in common."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(min_length=1)]
Names = Annotated[tuple[Text, ...], Meta(min_length=1)]
Position = Annotated[int, Meta(ge=0)]
Argument = Position | Text
Arguments = Annotated[tuple[Argument, ...], Meta(min_length=1)]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a model file; an unknown key is an error."""


def positions(given: int | str | tuple[int | str, ...] | None) -> tuple[int | str, ...]:
    """Return the positions and keywords of arguments as one tuple."""
    if given is None:
        return ()
    return given if isinstance(given, tuple) else (given,)
