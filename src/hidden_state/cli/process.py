"""The command as a process of its own."""

from __future__ import annotations

import gc
import os
import sys
import threading
from typing import NoReturn

from hidden_state.cli.command import INTERRUPTED, main


def run() -> NoReturn:
    """Run the command, and end the process with its exit status.

    What is left in memory ends with the process: collecting it first, or freeing it object by
    object, takes a tenth of a cold run.
    """
    gc.disable()
    status = main()
    if status == INTERRUPTED:
        _end_workers()
    if (status == INTERRUPTED or _is_alone()) and _is_written():
        os._exit(status)
    sys.exit(status)


def _end_workers() -> None:
    """End the processes that extract: nobody waits for what they are at."""
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing is not None:
        for process in multiprocessing.active_children():
            process.terminate()


def _is_alone() -> bool:
    """Answer whether nothing else waits for an orderly end: a thread, a tracer, a profiler."""
    return threading.active_count() == 1 and sys.gettrace() is None and sys.getprofile() is None


def _is_written() -> bool:
    """Write out what is buffered, answer whether that went well."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return False
    return True
