"""Finds state that lives in one instance of a web application."""

__version__ = "0.1.0"
