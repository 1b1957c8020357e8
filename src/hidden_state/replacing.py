"""Files that are replaced whole."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Put CONTENT at PATH, so that a reader sees the old or the new, never a part.

    A link stays one, permissions stay as they are.  Raises OSError; PATH is untouched then.
    """
    target = Path(os.path.realpath(path))
    partial = target.with_name(f".{target.name[:100]}.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        with partial.open("xb") as file:
            file.write(content)
        if target.exists():
            partial.chmod(stat.S_IMODE(target.stat().st_mode))
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
