"""The settings that the configuration chooses, against those that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.config import ConfigurationError, Problem

if TYPE_CHECKING:
    from hidden_state.config import Config
    from hidden_state.project import Project


def check_settings(config: Config, project: Project) -> None:
    """Raise where the configuration names settings that the project does not have."""
    if not config.settings:
        return
    known = project.known_settings
    problems = [
        Problem("", "settings", f"no settings `{name}` in the project; accepted: {accepted}")
        for accepted in [", ".join(known) or "none, for it has no settings modules"]
        for name in config.settings
        if not any(f".{item}".endswith(f".{name}") for item in known)
    ]
    if problems:
        raise ConfigurationError(problems)
