"""Extract the facts of many files, in this process or in several."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from hidden_state.cache.pack import Outcome
from hidden_state.extract import extract
from hidden_state.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    pass

CHUNK = 400_000
WORTH_A_POOL = 1_500_000


class Extraction(msgspec.Struct, frozen=True):
    """The outcome for one content; `encoded` is None when it is not, or cannot be, kept."""

    name: bytes
    outcome: Outcome
    encoded: bytes | None


Chunk = list[tuple[bytes, bytes]]


def extract_all(
    contents: Mapping[bytes, bytes], jobs: int, *, is_kept: bool = True
) -> Iterator[Extraction]:
    """Yield what is in each of CONTENTS, given by name, in any order; JOBS 0 is one per CPU.

    IS_KEPT says that the outcomes are wanted encoded as well.
    """
    left = dict(contents)
    if sum(map(len, left.values())) > WORTH_A_POOL and _process_count(jobs) > 1:
        for extraction in _extract_in_pool(left, _process_count(jobs)):
            del left[extraction.name]
            yield extraction
    for name, content in left.items():
        outcome = _extract(content)
        yield Extraction(name, outcome, _encode(outcome) if is_kept else None)


def extract_chunk(chunk: Chunk) -> list[bytes | None]:
    """Return the encoded outcome for each content of CHUNK."""
    return [_encode(_extract(content)) for _, content in chunk]


def prepare_process() -> None:
    """Leave Ctrl-C to the parent, and the collector off: syntax trees hold no cycles."""
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()


def _extract_in_pool(contents: Mapping[bytes, bytes], count: int) -> Iterator[Extraction]:
    """Yield what the processes manage to extract; a pool that breaks ends early."""
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool

    decode = msgspec.msgpack.Decoder(Outcome).decode
    try:
        pool = ProcessPoolExecutor(count, initializer=prepare_process)
    except (OSError, ImportError, NotImplementedError):  # no semaphores on this system
        return
    try:
        futures = {pool.submit(extract_chunk, chunk): chunk for chunk in _chunks(contents)}
        for future in as_completed(futures):
            for (name, _), encoded in zip(futures.pop(future), future.result(), strict=True):
                if encoded is not None:
                    yield Extraction(name, decode(encoded), encoded)
    except (BrokenProcessPool, OSError, RecursionError):
        return
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _chunks(contents: Mapping[bytes, bytes]) -> Iterator[Chunk]:
    """Yield CONTENTS in chunks, large ones first: none of them then keeps everybody waiting."""
    chunk: Chunk = []
    size = 0
    for item in sorted(contents.items(), key=lambda item: len(item[1]), reverse=True):
        chunk.append(item)
        size += len(item[1])
        if size > CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _extract(content: bytes) -> Outcome:
    said = extract(content)
    return Outcome(said) if isinstance(said, Facts) else Outcome(None, said)


def _encode(outcome: Outcome) -> bytes | None:
    try:
        return msgspec.msgpack.encode(outcome)
    except (UnicodeError, RecursionError, OverflowError):
        return None


def _process_count(jobs: int) -> int:
    import multiprocessing

    if multiprocessing.current_process().daemon:  # it may not have children
        return 1
    if jobs:
        return jobs
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
