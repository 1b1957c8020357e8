"""Logs that a configuration of logging, in code or in a file, lets write to disk."""
