"""What is written to standard output and standard error, whatever they are."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hidden_state.finding import Result
    from hidden_state.reporters.display import Display

PATIENCE = 1.0
"""Seconds after which a run shows how far it has come."""


class OutputError(Exception):
    """Nothing can be written to standard output."""


def prepare() -> None:
    """Let no character that the terminal lacks stop the output."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def complain(message: str, status: int) -> int:
    """Say MESSAGE on standard error, return STATUS."""
    for line in message.splitlines():
        sys.stderr.write(f"hidden-state: {line}\n")
    return status


def write(output: str | bytes) -> None:
    """Write OUTPUT; bytes stay as they are, whatever the encoding of the terminal."""
    with reader():
        if isinstance(output, str):
            sys.stdout.write(output)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(output)
        sys.stdout.flush()


def show(result: Result, display: Display, *, is_coloured: bool) -> None:
    """Write RESULT as text, as DISPLAY wants it; what is plain takes no more than it must."""
    if not result.findings or (display.width is None and not is_coloured):
        from hidden_state.reporters.text import render

        write(render(result, display))
        return
    from hidden_state.reporters.screen import print_result

    with reader():
        print_result(result, sys.stdout, display, is_coloured=is_coloured)


def is_coloured(choice: str) -> bool:
    """Answer whether to colour: CHOICE is auto, always or never."""
    if choice != "auto":
        return choice == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """Give what shows on a terminal how far a long run has come."""
    if not sys.stderr.isatty():
        yield None
        return
    from contextlib import ExitStack

    began = time.monotonic()
    with ExitStack() as stack:
        bars: list[Callable[[int, int], None]] = []

        def show(done: int, total: int) -> None:
            if not bars and time.monotonic() > began + PATIENCE:
                bars.append(stack.enter_context(_bar()))
            for bar in bars:
                bar(done, total)

        yield show


@contextmanager
def reader() -> Iterator[None]:
    """Write to standard output; stop without a word when its reader has gone."""
    try:
        yield
    except BrokenPipeError:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
    except OSError as error:
        raise OutputError(f"standard output cannot be written: {error.strerror}") from error


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import Progress

    # Its refreshing thread would be copied into the processes that extract.
    with Progress(console=Console(stderr=True), auto_refresh=False, transient=True) as progress:
        task = progress.add_task("reading", total=None)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total, refresh=done % 20 == 0)

        yield show
