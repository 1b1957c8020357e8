from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from hidden_state.cli import process

if TYPE_CHECKING:
    from collections.abc import Iterator


class Ended(BaseException):
    """The process would have ended here."""


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The statuses with which the process ended without tidying up."""
    statuses: list[int] = []

    def end(status: int) -> None:
        statuses.append(status)
        raise Ended

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(process, "main", lambda: 1)
    monkeypatch.setattr(sys, "gettrace", lambda: None)
    monkeypatch.setattr(sys, "getprofile", lambda: None)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    yield statuses
    gc.enable()


def test_ends_at_once_when_everything_is_written(ended: list[int]) -> None:
    with pytest.raises(Ended):
        process.run()
    assert ended == [1]


@pytest.mark.parametrize(
    ("module", "name", "answer"),
    [(sys, "gettrace", print), (sys, "getprofile", print), (threading, "active_count", 2)],
)
def test_ends_in_order_when_something_waits_for_it(
    ended: list[int],
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    name: str,
    answer: object,
) -> None:
    monkeypatch.setattr(module, name, lambda: answer)
    with pytest.raises(SystemExit) as exit_:
        process.run()
    assert (exit_.value.code, ended) == (1, [])


def test_ends_in_order_when_output_cannot_be_written(
    ended: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closed:
        def flush(self) -> None:
            raise OSError

    monkeypatch.setattr(sys, "stdout", Closed())
    with pytest.raises(SystemExit):
        process.run()
    assert ended == []


class Worker:
    """A process that extracts."""

    def __init__(self) -> None:
        self.is_ended = False

    def terminate(self) -> None:
        self.is_ended = True


def test_an_interrupted_run_waits_for_nobody(
    ended: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = [Worker(), Worker()]
    monkeypatch.setattr(process, "main", lambda: 130)
    monkeypatch.setattr(threading, "active_count", lambda: 3)
    monkeypatch.setattr(multiprocessing, "active_children", lambda: workers)
    with pytest.raises(Ended):
        process.run()
    assert ended == [130]
    assert all(worker.is_ended for worker in workers)
