"""Files that are replaced whole and tell when they are not what was written."""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"hidden-state cache 1\n"
DIGEST_SIZE = 16
TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of hidden-state.\n"


def digest(*parts: bytes) -> bytes:
    """Return a hash of PARTS and of where one ends and the next begins."""
    state = blake2b(digest_size=DIGEST_SIZE)
    for part in parts:
        state.update(len(part).to_bytes(8, "little"))
        state.update(part)
    return state.digest()


def content_hash(content: bytes | memoryview) -> bytes:
    """Return the name that CONTENT is kept under."""
    return blake2b(content, digest_size=DIGEST_SIZE).digest()


def make_folder(folder: Path) -> None:
    """Make a project's FOLDER; a cache folder that is new is marked as one."""
    base = folder.parent
    if not base.is_dir():
        base.mkdir(parents=True, exist_ok=True)
        (base / "CACHEDIR.TAG").write_text(TAG, encoding="utf-8")
        (base / ".gitignore").write_text("*\n", encoding="utf-8")
    folder.mkdir(exist_ok=True)


def read_sealed(path: Path) -> memoryview | None:
    """Return what `write_sealed` wrote to PATH, None when that is not what is there."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    start = len(MAGIC) + DIGEST_SIZE
    body = memoryview(data)[start:]
    if data.startswith(MAGIC) and data[len(MAGIC) : start] == content_hash(body):
        return body
    return None


def write_sealed(path: Path, body: bytes) -> None:
    """Put BODY at PATH, so that a reader sees the old or the new, never a part."""
    partial = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        with partial.open("xb") as file:
            file.write(MAGIC + content_hash(body))
            file.write(body)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
