"""What is wrong with a command."""


class UsageError(Exception):
    """The command line is wrong, or asks for what cannot be done; a sentence a line."""
