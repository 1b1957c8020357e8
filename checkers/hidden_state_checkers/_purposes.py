"""Where files should live instead, by what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.project import Holding, Project, State

PLACES = {
    "export": "Put it into object storage and hand out a signed link, or stream it in the response",
    "backup": "Put it into object storage, where every instance finds it",
    "log": "Write it to stdout and let the platform collect it",
    "cache": "Keep it in a cache that all instances share: Redis, Memcached",
    "configuration": "Keep it in the database, or take it from the environment",
    "data": "Keep it in a database",
    "secret": "Take it from the environment or a secret store, one for all instances",
    "upload": "Put it into object storage",
}
REUSED = {"cache": "instance-cache", "log": "", "configuration": "", "data": "", "secret": ""}
"""Categories of what may be reused, where it is not a store of files."""
STORED = frozenset({"upload", "export", "backup"})
"""Purposes for which a framework's own storage API is the answer."""


def place_for(project: Project, item: State | Holding, otherwise: str) -> str:
    """Return where a file should live: by the framework's model, or by its purpose."""
    purpose = getattr(item, "purpose", "")
    text = PLACES.get(purpose, otherwise)
    if purpose in STORED or not purpose:
        library = item.entrance.library if item.entrance is not None else ""
        found = project.hint(library, "local-file")
        if found is not None and found != project.hint("", "local-file"):
            text = found[:1].upper() + found[1:]
    return text


def reused_for(item: State | Holding, otherwise: str) -> str:
    """Return the category of what may be reused for a file, by its purpose; '' for nothing."""
    return REUSED.get(getattr(item, "purpose", ""), otherwise)
