"""Third-party names that no model covers, read from the source of the installed packages."""

from hidden_state.oracle.oracle import Oracle

__all__ = ["Oracle"]
