"""What is wrong in a model file: the key, and what it accepts."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from msgspec import inspect

from hidden_state.models.errors import ModelError
from hidden_state.models.schema import ModelFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import msgspec

SHAPE = re.compile(r"(?P<what>.*?)(?: - at `\$?\.?(?P<key>.*)`)?", re.DOTALL)
STEP = re.compile(r"[^.\[\]]+")
FIELD = re.compile(r"`([^`]*)`")


def explain(file: Path | str, error: msgspec.ValidationError) -> ModelError:
    """Return the error with the key and the values that it accepts."""
    shape = SHAPE.fullmatch(str(error))
    what, key = (shape["what"], shape["key"] or "") if shape else (str(error), "")
    expected = _type_at(key)
    if "unknown field" in what and isinstance(expected, inspect.StructType):
        return _unknown_key(file, key, what, expected)
    if "missing required field" in what:
        name = FIELD.findall(what)[0]
        return ModelError(file, _join(key, name), "this key is required")
    accepted = _accepted(expected)
    message = what[:1].lower() + what[1:]
    return ModelError(file, key, f"{message}; accepted: {accepted}" if accepted else message)


def _unknown_key(file: Path | str, key: str, what: str, expected: inspect.StructType) -> ModelError:
    """Return the error for a key that does not exist, with the nearest one that does."""
    name = FIELD.findall(what)[0]
    known = [field.encode_name for field in expected.fields]
    near = difflib.get_close_matches(name, known, n=1)
    guess = f", did you mean `{near[0]}`?" if near else ""
    return ModelError(
        file, _join(key, name), f"unknown key{guess}; accepted: {', '.join(sorted(known))}"
    )


def _join(key: str, name: str) -> str:
    """Return the key of a member of the table at `key`."""
    return f"{key}.{name}" if key else name


def _type_at(key: str) -> inspect.Type:
    """Return the type that the schema has at this key."""
    here: inspect.Type = inspect.type_info(ModelFile)
    for step in STEP.findall(key):
        inner = (_type_in(option, step) for option in _options(here))
        here = next(filter(None, inner), here)
    return here


def _type_in(type_: inspect.Type, step: str) -> inspect.Type | None:
    """Return the type of a key of a table, or of the items of a list."""
    if isinstance(type_, inspect.StructType):
        return next((field.type for field in type_.fields if field.encode_name == step), None)
    return type_.item_type if isinstance(type_, inspect.VarTupleType) else None


def _options(type_: inspect.Type) -> tuple[inspect.Type, ...]:
    """Return the members of a union, or the type alone."""
    return type_.types if isinstance(type_, inspect.UnionType) else (type_,)


def _accepted(type_: inspect.Type) -> str:
    """Return the values or kinds of values that a type accepts, in words."""
    return " or ".join(filter(None, (_word(option) for option in _options(type_))))


def _word(type_: inspect.Type) -> str:
    """Return the word for one type; nothing for None, which TOML cannot say."""
    if isinstance(type_, inspect.LiteralType):
        return ", ".join(str(value) for value in type_.values)
    if isinstance(type_, inspect.VarTupleType):
        return f"a list of ({_accepted(type_.item_type)})"
    words: Iterable[tuple[type[inspect.Type], str]] = (
        (inspect.StrType, "a string"),
        (inspect.IntType, "a position from 0"),
        (inspect.BoolType, "true or false"),
        (inspect.StructType, "a table"),
    )
    return next((word for kind, word in words if isinstance(type_, kind)), "")
