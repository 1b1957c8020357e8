"""Where the names of a model come from."""

from __future__ import annotations

import msgspec


class LibraryRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where a library comes from, and the library whose hints hold for it too."""

    distributions: tuple[str, ...] = ()
    documentation: str = ""
    extends: str | None = None
