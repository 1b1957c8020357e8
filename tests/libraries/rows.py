"""Every public name in the model files, with the file and the key where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from hidden_state.models.reader import parse, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hidden_state.models.schema import ModelFile

NAMED = ("names", "bases", "type", "types", "parameters")
"""The keys of a row that hold public names."""


class Row(NamedTuple):
    """A name at a key of a model file."""

    file: str
    key: str
    name: str


def rows() -> Iterator[Row]:
    """Yield the names of all shipped model files."""
    for path in shipped():
        yield from _of_file(path, parse(path, path.read_bytes()))


def _of_file(path: Path, model: ModelFile) -> Iterator[Row]:
    for table in msgspec.structs.fields(model):
        content = getattr(model, table.name)
        if not isinstance(content, tuple):
            continue
        for number, row in enumerate(content):
            if not isinstance(row, msgspec.Struct) or getattr(row, "by", "") == "setting":
                continue
            for key in NAMED:
                for place, name in _listed(getattr(row, key, ())):
                    if "*" not in name:
                        yield Row(path.name, f"{table.encode_name}[{number}].{key}{place}", name)


def _listed(value: str | tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield "", value
    else:
        yield from ((f"[{number}]", name) for number, name in enumerate(value))
