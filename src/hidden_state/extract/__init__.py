"""Text to facts: one pass over the syntax tree of one file."""

from hidden_state.extract.reader import extract

__all__ = ["extract"]
