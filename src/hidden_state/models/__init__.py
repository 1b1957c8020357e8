"""What is known of libraries: model files, read into look-up tables."""

from hidden_state.models.entry import EntryRow
from hidden_state.models.errors import ModelError
from hidden_state.models.library import LibraryRow
from hidden_state.models.reader import digest, load
from hidden_state.models.tables import (
    ClassRow,
    InvokeRow,
    Models,
    decode,
    encode,
)

__all__ = [
    "ClassRow",
    "EntryRow",
    "InvokeRow",
    "LibraryRow",
    "ModelError",
    "Models",
    "decode",
    "digest",
    "encode",
    "load",
]
