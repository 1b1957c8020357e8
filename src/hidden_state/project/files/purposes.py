"""What files are for, by what is put into them, who reads them, and how they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.words import words_in

if TYPE_CHECKING:
    from collections.abc import Iterable

UPLOAD, EXPORT, LOG = "upload", "export", "log"
CACHE, SETTINGS, DATA, BACKUP = "cache", "configuration", "data", "backup"
SECRET = "secret"  # noqa: S105 - a purpose
NAMES: tuple[tuple[str, frozenset[str]], ...] = (
    (SECRET, frozenset("secret secrets secretkey".split())),
    (LOG, frozenset("log logs logging logfile audit".split())),
    (CACHE, frozenset("cache caches cached thumbnail thumbnails thumb thumbs".split())),
    (UPLOAD, frozenset("upload uploads uploaded avatar avatars attachment attachments".split())),
    (SETTINGS, frozenset("config configs configuration settings conf dotenv prefs".split())),
    (BACKUP, frozenset("backup backups snapshot snapshots dump dumps".split())),
    (EXPORT, frozenset("export exports report reports download downloads output".split())),
)
KEYS = frozenset("master signing encryption private".split())
"""Words that tell a key that signs or encrypts from one that looks up."""
ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (LOG, (".log",)),
    (SETTINGS, (".env", ".ini", ".conf", ".cfg", ".toml")),
    (EXPORT, (".pdf", ".zip", ".xlsx", ".xls", ".docx", ".png", ".mp3", ".wav", ".tar.gz")),
)


class Purpose(NamedTuple):
    """What rules tell files apart by, and what they are for."""

    kind: str
    purpose: str


def by_names(texts: Iterable[str]) -> str:
    """Return what files are for by the words of their names, '' where these say nothing."""
    given = [text for text in texts if text]
    words = {word for text in given for word in words_in(text)}
    if "key" in words and words & KEYS:
        return SECRET
    for purpose, known in NAMES:
        if words & known:
            return purpose
    for purpose, ends in ENDINGS:
        if any(text.endswith(ends) for text in given):
            return purpose
    return ""
