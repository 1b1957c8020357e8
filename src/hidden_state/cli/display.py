"""The options of `check` that are about how text looks, and what they come to."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hidden_state.reporters.display import Display

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from hidden_state.reporters.display import SourceLine

NARROWEST = 40
CLICKABLE = frozenset(
    {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio", "mintty"}
)
"""Programs, as they name themselves in TERM_PROGRAM, that follow links."""
CLICKABLE_TERMS = ("xterm-kitty", "xterm-ghostty", "foot", "alacritty", "contour", "wezterm")
SIGNS = ("KITTY_WINDOW_ID", "KONSOLE_VERSION", "WT_SESSION", "DOMTERM")
FIRST_VTE = 5000
COLOR: Mapping[str, Any] = {
    "choices": ["auto", "always", "never"],
    "default": "auto",
    "metavar": "WHEN",
    "help": "colours in text: auto, always, never",
}
OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "show-chain": {"action": "store_true", "help": "print the proof below each finding"},
    "show-source": {"action": "store_true", "help": "print the line below each finding"},
    "statistics": {"action": "store_true", "help": "count the findings by rule and by file"},
    "color": COLOR,
}


def display_of(options: argparse.Namespace, overlay: Mapping[Path, bytes]) -> Display:
    """Return how OPTIONS want text to look on standard output; OVERLAY is unsaved text."""
    return Display(
        show_chain=options.show_chain,
        show_source=options.show_source,
        statistics=options.statistics,
        source=source_lines(overlay),
        width=screen_width(),
        has_links=has_links(os.environ),
    )


def screen_width() -> int | None:
    """Return the columns of the screen that standard output is, None if it is none."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return None
    import shutil

    return max(shutil.get_terminal_size().columns, NARROWEST)


def has_links(variables: Mapping[str, str]) -> bool:
    """Answer whether the terminal that VARIABLES describe lets paths be clicked on."""
    forced = variables.get("FORCE_HYPERLINK")
    if forced is not None:
        return forced not in ("", "0")
    if variables.get("TERM") == "dumb" or "CI" in variables or not sys.stdout.isatty():
        return False
    vte = variables.get("VTE_VERSION", "")
    return (
        variables.get("TERM_PROGRAM") in CLICKABLE
        or variables.get("TERM", "").startswith(CLICKABLE_TERMS)
        or any(name in variables for name in SIGNS)
        or (vte.isdecimal() and int(vte) >= FIRST_VTE)
    )


def source_lines(overlay: Mapping[Path, bytes]) -> SourceLine:
    """Return what gives the lines of files, by path from here; OVERLAY replaces files."""
    texts: dict[str, list[str]] = {}

    def line(path: str, number: int) -> str | None:
        if path not in texts:
            texts[path] = _lines(path, overlay)
        lines = texts[path]
        return lines[number - 1] if number <= len(lines) else None

    return line


def _lines(path: str, overlay: Mapping[Path, bytes]) -> list[str]:
    """Return the lines of the file at PATH, none if it cannot be read."""
    import io
    import tokenize

    real = Path(os.path.realpath(path))
    try:
        content = overlay[real] if real in overlay else real.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    except (OSError, SyntaxError):
        return []
    return io.StringIO(content.decode(encoding, "replace"), newline=None).readlines()
