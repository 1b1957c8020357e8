"""Why a change of source code cannot be made."""

INSTALL = "pip install 'flake8-hidden-state[fix]'"


class FixError(Exception):
    """The change cannot be made; the file is as it was."""
