"""Measure the budgets of speed and memory as ratios in one run, and print them as a table.

Everything is compared with something measured beside it: parsing the same files with the
collector off, ruff on the same tree, flake8 without the plugin.  A time alone says more about
the machine than about the tool.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import hidden_state
import hidden_state_checkers
import measure
import trees
from measure import Case, Result, Runs
from trees import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCRIPTS = Path(sys.executable).parent
CACHES = trees.TREES / "caches"
FLAKE8 = ("flake8", "mccabe", "pycodestyle", "pyflakes")
FLOOR = "ast.parse, collector off"
MEMORY_LINES = 400_000
MEMORY_BUDGET = 250
STARTS = 10


@dataclass(frozen=True)
class Row:
    """A line of the table: what was measured, in what it is counted, against what."""

    tree: str
    what: str
    value: float
    base_name: str
    base: float
    budget: float | None = None
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """The value as a multiple of the base."""
        return self.value / self.base

    @property
    def verdict(self) -> str:
        """Whether the budget holds."""
        if self.budget is None:
            return ""
        return "holds" if self.ratio <= self.budget else "**over**"


def main() -> int:
    """Measure and print; the status says whether all budgets hold."""
    options = _options()
    _compile()
    found = [tree for tree in trees.trees() if tree.name in options.trees]
    runs = Runs(options.runs, options.processor_time)
    print("\n".join(_heading(runs)))
    rows = [row for tree in found for row in _tree_rows(tree, runs)]
    if trees.DOUBLED in options.trees:
        (once,) = (tree for tree in found if tree.name == trees.DOUBLED)
        rows += _growth_rows(once, trees.doubled(), runs)
    for tree in found:
        if tree.name == options.flake8_tree and options.flake8_runs:
            rows += _flake8_rows(tree, Runs(options.flake8_runs, options.processor_time))
        if tree.name == trees.DOUBLED and options.flake8_runs:
            rows += _editor_rows(tree, Runs(options.flake8_runs, options.processor_time))
        if tree.name == options.flake8_tree and options.pylint:
            rows += _pylint_rows(tree, options.pylint)
    print("\n".join(_table(rows)))
    return 1 if any(row.verdict == "**over**" for row in rows) else 0


def _compile() -> None:
    """Compile the tool to bytecode, as pip does where it is installed and not edited."""
    for package in (hidden_state, hidden_state_checkers):
        for folder in package.__path__:
            compileall.compile_dir(folder, quiet=1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    names = list(trees.PACKAGES)
    parser.add_argument("--runs", type=int, default=5, help="runs of each command (5)")
    parser.add_argument(
        "--processor-time", action="store_true", help="for a machine that others use too"
    )
    parser.add_argument("--trees", nargs="+", choices=names, default=names)
    parser.add_argument("--flake8-tree", choices=names, default="open-webui")
    parser.add_argument("--flake8-runs", type=int, default=3, help="runs of flake8 (3), 0 for none")
    parser.add_argument("--pylint", metavar="FOLDER", help="time pylint on FOLDER of flake8's tree")
    return parser.parse_args()


def _heading(runs: Runs) -> Iterator[str]:
    yield f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}"
    names = ("flake8-hidden-state", "ruff", "flake8")
    yield ", ".join(f"{name} {version(name)}" for name in names)
    clock = "processor time" if runs.of_processor else "wall clock"
    yield f"Median of {runs.number} interleaved runs, {clock}.\n"


def _tree_rows(tree: Tree, runs: Runs) -> list[Row]:
    """Measure one tree against the parse floor and ruff."""
    _require_all_files(tree)
    results = measure.interleaved(_cases(tree), runs)
    seconds = {name: result.seconds for name, result in results.items()}
    name = f"{tree.name} ({tree.files} files, {tree.lines:,} lines)"
    floor = seconds[FLOOR]

    def row(what: str, base: str, budget: float | None = None) -> Row:
        return Row(name, what, seconds[what], base, seconds[base], budget)

    return [
        Row(name, FLOOR, floor, FLOOR, floor),
        row("cold, 1 job", FLOOR, 2.5),
        row("cold, 1 job, writing the cache", FLOOR),
        row("cold, 2 jobs", FLOOR, 1.5),
        row("cold, 2 jobs, writing the cache", FLOOR),
        row("nothing changed", "ruff, warm", 4),
        row("nothing changed", "ruff, warm, nothing to report"),
        row("one file changed", "nothing changed", 1.5),
        row("one comment changed", "nothing changed"),
        row("cold, 2 jobs", "ruff, cold"),
    ]


def _cases(tree: Tree) -> dict[str, Case]:
    """What is run on every tree, in this order."""
    ruff: list[str | Path] = [
        SCRIPTS / "ruff",
        "check",
        "--isolated",
        "--quiet",
        "--output-format",
        "concise",
    ]
    ruff_cache = CACHES / f"ruff-{tree.path.name}"
    cold = _without_cache(tree, 1)
    warm = Case(_command("--jobs", "1"), tree.path, environment=_environment(tree))
    edit = _Edit(_middle_file(tree), "\nbenchmark_{0} = {0}\n")
    remark = _Edit(_middle_file(tree), "# {0}")
    cached_ruff = [*ruff, "--cache-dir", ruff_cache, "."]
    return {
        FLOOR: _floor(tree),
        "cold, 1 job": cold,
        "cold, 1 job, writing the cache": _writing_cache(tree, 1),
        "cold, 2 jobs": _without_cache(tree, 2),
        "cold, 2 jobs, writing the cache": _writing_cache(tree, 2),
        "nothing changed": _after_a_run_of(warm),
        "ruff, warm": _after_a_run_of(Case(cached_ruff, tree.path)),
        "ruff, warm, nothing to report": _after_a_run_of(
            Case([*cached_ruff, "--select", "E9"], tree.path)
        ),
        "one file changed": Case(
            warm.command, tree.path, edit.make, edit.undo, environment=warm.environment
        ),
        "one comment changed": Case(
            warm.command, tree.path, remark.make, remark.undo, environment=warm.environment
        ),
        "ruff, cold": Case([*ruff, "--no-cache", "."], tree.path),
    }


def _growth_rows(once: Tree, twice: Tree, runs: Runs) -> list[Row]:
    """Measure a tree and its double."""
    cases = {
        "once": _without_cache(once, 1),
        "twice": _without_cache(twice, 1),
        "once, nothing changed": _after_a_run_of(_writing_cache(once, 1, is_cold=False)),
        "twice, nothing changed": _after_a_run_of(_writing_cache(twice, 1, is_cold=False)),
    }
    results = measure.interleaved(cases, runs)
    name = f"{twice.name} ({twice.files} files, {twice.lines:,} lines)"
    peak = results["twice"].megabytes
    limit = MEMORY_BUDGET * max(1, twice.lines / MEMORY_LINES)
    return [
        _growth(name, results, "twice", "once", 2.2),
        _growth(name, results, "twice, nothing changed", "once, nothing changed", 2.2),
        Row(name, "memory, cold", peak, "once", results["once"].megabytes, 2.2, "MB"),
        Row(name, "memory, cold", peak, f"the limit at {twice.lines:,} lines", limit, 1, "MB"),
    ]


def _growth(tree: str, results: Mapping[str, Result], twice: str, once: str, budget: float) -> Row:
    return Row(tree, f"time, {twice}", results[twice].seconds, once, results[once].seconds, budget)


def _flake8_rows(tree: Tree, runs: Runs) -> list[Row]:
    """Measure flake8 with the plugin, its cache warm, and without it."""
    bare = _bare_flake8()
    arguments = ["-m", "flake8", "--isolated"]
    folder = trees.PACKAGES[tree.name]
    measure.once(_writing_cache(tree, 1))
    cases = {}
    for jobs in ("1", "auto"):
        for name, python in (("without", bare), ("with", Path(sys.executable))):
            command = [python, *arguments, "--jobs", jobs, folder]
            cases[f"flake8 {name} the plugin, --jobs {jobs}"] = Case(
                command, tree.path, environment=_environment(tree)
            )
    results = measure.interleaved(cases, runs)
    name = f"{tree.name} ({tree.files} files, {tree.lines:,} lines)"
    pairs = [
        (f"flake8 with the plugin, --jobs {jobs}", f"flake8 without the plugin, --jobs {jobs}")
        for jobs in ("1", "auto")
    ]
    return [
        Row(name, what, results[what].seconds, base, results[base].seconds, 1.15)
        for what, base in pairs
    ]


def _editor_rows(tree: Tree, runs: Runs) -> list[Row]:
    """Measure flake8 on the text in an editor: one file on standard input, the cache warm."""
    file = _middle_file(tree)
    name = file.relative_to(tree.path).as_posix()
    arguments = ["-m", "flake8", "--isolated", "--stdin-display-name", name, "-"]
    saved = file.read_bytes()
    measure.once(_writing_cache(tree, 1))

    def case(python: Path, text: bytes) -> Case:
        environment = _environment(tree)
        return Case([python, *arguments], tree.path, environment=environment, text=text)

    cases = {
        "start": Case([sys.executable, "-c", ""], tree.path),
        "without": case(_bare_flake8(), saved),
        "saved text": case(Path(sys.executable), saved),
        "unsaved comment": case(Path(sys.executable), saved + b"# benchmark"),
        "unsaved text": case(Path(sys.executable), saved + b"\nbenchmark = 1\n"),
    }
    seconds = {what: found.seconds for what, found in measure.interleaved(cases, runs).items()}
    base = seconds["without"] + STARTS * seconds["start"]
    base_name = f"flake8 without the plugin, and {STARTS} interpreter starts"
    where = f"{tree.name} ({tree.files} files, {tree.lines:,} lines)"
    return [
        Row(where, f"editor: flake8 on one file, {what}", seconds[what], base_name, base, 1.5)
        for what in ("saved text", "unsaved comment", "unsaved text")
    ]


def _pylint_rows(tree: Tree, folder: str) -> list[Row]:
    """Measure pylint on one folder against our cold run on the whole tree."""
    pylint = Case([sys.executable, "-m", "pylint", "--exit-zero", "--jobs", "1", folder], tree.path)
    ours = measure.once(_without_cache(tree, 1)).seconds
    what = f"pylint, 1 job, {folder} alone"
    return [Row(tree.name, what, measure.once(pylint).seconds, "cold, 1 job, whole tree", ours)]


def _floor(tree: Tree) -> Case:
    script = trees.HERE / "floor.py"
    return Case([sys.executable, script, tree.path], tree.path, prints_seconds=True)


def _without_cache(tree: Tree, jobs: int) -> Case:
    return Case(_command("--no-cache", "--jobs", str(jobs)), tree.path)


def _writing_cache(tree: Tree, jobs: int, *, is_cold: bool = True) -> Case:
    def forget() -> None:
        if is_cold:
            shutil.rmtree(_cache(tree), ignore_errors=True)

    return Case(_command("--jobs", str(jobs)), tree.path, forget, environment=_environment(tree))


def _after_a_run_of(case: Case) -> Case:
    """The same case, run once off the clock before each time."""
    return Case(case.command, case.folder, lambda: measure.once(case), environment=case.environment)


def _command(*options: str) -> list[str | Path]:
    return [SCRIPTS / "hidden-state", "check", *options, "."]


def _environment(tree: Tree) -> dict[str, str]:
    return {"HIDDEN_STATE_CACHE_DIR": str(_cache(tree))}


def _cache(tree: Tree) -> Path:
    return CACHES / tree.path.name


def _ruff() -> list[str | Path]:
    """Ruff with its default rules; git ignores the trees, ruff shall not."""
    return [SCRIPTS / "ruff", "check", "--isolated", "--no-respect-gitignore"]


def _require_all_files(tree: Tree) -> None:
    """End the run if a tool skips files: it would be fast for that reason alone."""
    listed = _output([*_ruff(), "--show-files", "."], tree)
    summary = json.loads(_output(_command("--format", "json", "--exit-zero"), tree))["summary"]
    seen = {"ruff": listed.count(".py\n"), "hidden-state": summary["files"]}
    for tool, files in seen.items():
        if files != tree.files:
            sys.exit(f"{tool} reads {files} of {tree.files} files of {tree.name}")


def _output(command: list[str | Path], tree: Tree) -> str:
    environment = {**os.environ, **_environment(tree)}
    done = subprocess.run(
        command, cwd=tree.path, env=environment, check=True, text=True, stdout=subprocess.PIPE
    )
    return done.stdout


def _middle_file(tree: Tree) -> Path:
    """The file of median size."""
    files = sorted(tree.path.rglob("*.py"), key=lambda path: (path.stat().st_size, path))
    return files[len(files) // 2]


class _Edit:
    """A change of one file: ADDED at its end, with another number each time."""

    def __init__(self, path: Path, added: str) -> None:
        self.path = path
        self.added = added
        self.original = path.read_bytes()
        self.status = path.stat()
        self.number = 0

    def make(self) -> None:
        """Append it."""
        self.number += 1
        self.path.write_bytes(self.original + self.added.format(self.number).encode())

    def undo(self) -> None:
        """Put back the file, and the time of its last change."""
        self.path.write_bytes(self.original)
        os.utime(self.path, ns=(self.status.st_atime_ns, self.status.st_mtime_ns))


def _bare_flake8() -> Path:
    """Return an interpreter that has the same flake8, with the same dependencies, and no plugin."""
    folder = trees.TREES / f"flake8-{version('flake8')}"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        pinned = [f"{name}=={version(name)}" for name in FLAKE8]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *pinned], check=True)
    return python


def _table(rows: list[Row]) -> Iterator[str]:
    yield "| tree | what | measured | compared with | base | ratio | budget | verdict |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in rows:
        budget = "" if row.budget is None else f"{row.budget:g}"
        digits = 0 if row.unit == "MB" else 2
        cells = [
            row.tree,
            row.what,
            f"{row.value:.{digits}f} {row.unit}",
            row.base_name,
            f"{row.base:.{digits}f} {row.unit}",
            f"{row.ratio:.2f}",
            budget,
            row.verdict,
        ]
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
