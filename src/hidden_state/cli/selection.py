"""Options that choose what is reported, and how a project is read; they stand for settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

SETTINGS = (
    "select",
    "ignore",
    "exclude",
    "extend-exclude",
    "confidence",
    "baseline",
    "jobs",
    "cache-dir",
)


def settings_of(options: argparse.Namespace) -> dict[str, object]:
    """Return what the command line sets of the configuration."""
    given = vars(options)
    values = {name: given[name.replace("-", "_")] for name in SETTINGS}
    return {name: value for name, value in values.items() if value is not None}


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


LIST: Mapping[str, Any] = {"type": _words, "action": "extend"}
OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "select": {**LIST, "metavar": "CODES", "help": "report these codes or prefixes only"},
    "ignore": {**LIST, "metavar": "CODES", "help": "do not report these codes or prefixes"},
    "confidence": {"metavar": "LEVEL", "help": "the lowest to report: certain, likely, possible"},
    "exclude": {**LIST, "metavar": "PATTERNS", "help": "leave these out, instead of the defaults"},
    "extend-exclude": {**LIST, "metavar": "PATTERNS", "help": "leave these out as well"},
}
RUN_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "config": {"metavar": "FILE", "type": Path, "help": "read this configuration"},
    "jobs": {"metavar": "N", "type": int, "help": "processes; 0, the default, is one per CPU"},
    "no-cache": {"action": "store_true", "help": "neither read nor write the cache"},
    "cache-dir": {"metavar": "FOLDER", "help": "keep the cache there"},
}
