"""Time commands: interleaved, several times, by the median."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Case:
    """A command to measure, with what is to be done before and after it, off the clock."""

    command: Sequence[str | Path]
    folder: Path
    before: Callable[[], object] = lambda: None
    after: Callable[[], object] = lambda: None
    environment: Mapping[str, str] | None = None
    prints_seconds: bool = False
    text: bytes = b""
    """What it reads from standard input."""


@dataclass(frozen=True)
class Runs:
    """How often to run, and whether to count the time of the processor, not of the wall clock."""

    number: int
    of_processor: bool = False


@dataclass(frozen=True)
class Sample:
    """One run: seconds, and the largest resident set of a process in megabytes."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Result:
    """All runs of a case."""

    samples: tuple[Sample, ...]

    @property
    def seconds(self) -> float:
        """The median."""
        return median(sample.seconds for sample in self.samples)

    @property
    def megabytes(self) -> float:
        """The median of the peaks."""
        return median(sample.megabytes for sample in self.samples)

    @property
    def spread(self) -> float:
        """How far apart the fastest and the slowest run are, as a share of the median."""
        seconds = [sample.seconds for sample in self.samples]
        return (max(seconds) - min(seconds)) / self.seconds


def interleaved(cases: Mapping[str, Case], runs: Runs) -> dict[str, Result]:
    """Run all cases in turn, RUNS times over."""
    samples: dict[str, list[Sample]] = {name: [] for name in cases}
    for number in range(1, runs.number + 1):
        for name, case in cases.items():
            _say(f"run {number} of {runs.number}: {name}")
            samples[name].append(once(case, of_processor=runs.of_processor))
    _say("")
    return {name: Result(tuple(measured)) for name, measured in samples.items()}


def once(case: Case, *, of_processor: bool = False) -> Sample:
    """Run a case once; a status other than 0 (clean) and 1 (findings) is an error."""
    case.before()
    environment = {**os.environ, **(case.environment or {})}
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
    ):
        given.write(case.text)
        given.seek(0)
        started = perf_counter()
        process = subprocess.Popen(
            list(case.command),
            cwd=case.folder,
            env=environment,
            stdin=given,
            stdout=output,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - started
        if of_processor:
            seconds = usage.ru_utime + usage.ru_stime
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in {0, 1}:
            errors.seek(0)
            raise subprocess.CalledProcessError(
                process.returncode, list(case.command), stderr=errors.read()
            )
        if case.prints_seconds:
            output.seek(0)
            seconds = float(output.read().split()[-1])
    case.after()
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Sample(seconds, usage.ru_maxrss / unit)


def _say(progress: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{progress}", end="", file=sys.stderr, flush=True)
