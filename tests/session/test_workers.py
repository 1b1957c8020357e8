from __future__ import annotations

import concurrent.futures
import gc
import multiprocessing
import os
import signal
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from hidden_state.cache.files import content_hash
from hidden_state.cache.pack import Outcome
from hidden_state.session import workers
from hidden_state.session.workers import extract_all, extract_chunk, prepare_process

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCES = [b"x = 1", b"def f(a): a.b = 1", b"(", b"", b"'\xff'"]
CONTENTS = {content_hash(source): source for source in SOURCES}


class FakePool:
    """Runs at once what is submitted; after COUNT chunks it breaks with ERROR."""

    def __init__(self, count: int = 99, error: type[Exception] = BrokenProcessPool) -> None:
        self.count = count
        self.error = error

    def submit(self, function: Callable[..., Any], chunk: object) -> Future[Any]:
        future: Future[Any] = Future()
        self.count -= 1
        if self.count >= 0:
            future.set_result(function(chunk))
        else:
            future.set_exception(self.error())
        return future

    def shutdown(self, **_: object) -> None:
        pass


@pytest.fixture
def use_pool(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Let every extraction go through a pool made in this way, one content at a time."""

    def use(make: Callable[[], object]) -> None:
        monkeypatch.setattr(workers, "WORTH_A_POOL", 0)
        monkeypatch.setattr(workers, "CHUNK", 0)
        monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", lambda *_, **__: make())

    return use


def outcomes(jobs: int = 2) -> dict[bytes, Outcome]:
    return {extraction.name: extraction.outcome for extraction in extract_all(CONTENTS, jobs)}


def expected() -> dict[bytes, Outcome]:
    found = {item.name: item for item in extract_all(CONTENTS, 1)}
    assert found.keys() == CONTENTS.keys()
    for item in found.values():
        assert item.encoded is not None
        assert msgspec.msgpack.decode(item.encoded, type=Outcome) == item.outcome
    return {name: item.outcome for name, item in found.items()}


def test_encodes_nothing_that_is_not_kept() -> None:
    found = list(extract_all(CONTENTS, 1, is_kept=False))
    assert {item.name: item.outcome for item in found} == expected()
    assert {item.encoded for item in found} == {None}


def test_in_this_process() -> None:
    facts = [outcome.facts is not None for outcome in expected().values()]
    assert facts[:4] == [True, True, False, True]


@pytest.mark.parametrize("jobs", [0, 2])
def test_in_processes(monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    monkeypatch.setattr(workers, "WORTH_A_POOL", 0)
    assert outcomes(jobs) == expected()


def test_through_a_pool(use_pool: Callable[[Callable[[], object]], None]) -> None:
    use_pool(FakePool)
    assert outcomes() == expected()


@pytest.mark.parametrize("error", [BrokenProcessPool, OSError, RecursionError])
@pytest.mark.parametrize("count", [0, 2])
def test_pool_that_breaks(
    use_pool: Callable[[Callable[[], object]], None], count: int, error: type[Exception]
) -> None:
    use_pool(lambda: FakePool(count, error))
    assert outcomes() == expected()


@pytest.mark.parametrize("error", [OSError, ImportError, NotImplementedError])
def test_no_pool_here(
    use_pool: Callable[[Callable[[], object]], None], error: type[Exception]
) -> None:
    def fail() -> object:
        raise error

    use_pool(fail)
    assert outcomes() == expected()


def test_chunks_are_of_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    contents = {bytes([size]): b"#" * size for size in (1, 5, 3, 4)}
    for limit, expected_sizes in (
        (0, [[5], [4], [3], [1]]),
        (6, [[5, 4], [3, 1]]),
        (99, [[5, 4, 3, 1]]),
    ):
        monkeypatch.setattr(workers, "CHUNK", limit)
        sizes = [[len(content) for _, content in chunk] for chunk in workers._chunks(contents)]
        assert sizes == expected_sizes


def test_small_work_needs_no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", None)
    assert outcomes() == expected()


def test_a_process_that_may_not_have_children(monkeypatch: pytest.MonkeyPatch) -> None:
    class Daemon:
        daemon = True

    monkeypatch.setattr(workers, "WORTH_A_POOL", 0)
    monkeypatch.setattr(multiprocessing, "current_process", Daemon)
    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", None)
    assert outcomes(4) == expected()


@pytest.mark.parametrize("count", [None, 1])
def test_one_cpu_needs_no_pool(monkeypatch: pytest.MonkeyPatch, count: int | None) -> None:
    monkeypatch.setattr(workers, "WORTH_A_POOL", 0)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", None)
    assert outcomes(0) == expected()


def test_what_cannot_be_encoded_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, use_pool: Callable[[Callable[[], object]], None]
) -> None:
    def refuse(_: object) -> bytes:
        raise RecursionError

    plain = expected()
    use_pool(FakePool)
    monkeypatch.setattr(msgspec.msgpack, "encode", refuse)
    found = list(extract_all(CONTENTS, 2))
    assert {item.name: item.outcome for item in found} == plain
    assert {item.encoded for item in found} == {None}


def test_text_that_is_no_text() -> None:
    (encoded,) = extract_chunk([(b"", b'D = {}\ndef f():\n    D["\\ud800"] = "\\udfff"\n')])
    assert encoded is None or isinstance(encoded, bytes)


def test_process_leaves_interrupts_to_its_parent() -> None:
    handler = signal.getsignal(signal.SIGINT)
    try:
        prepare_process()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        assert not gc.isenabled()
    finally:
        signal.signal(signal.SIGINT, handler)
        gc.enable()
