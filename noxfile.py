"""The one command surface: `nox` with no arguments runs what CI runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import nox

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSIONS = ("3.10", "3.11", "3.12", "3.13")
ROOT = Path(__file__).parent
SAMPLE = ROOT / "examples" / "shop"

nox.needs_version = ">=2025.2.9"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "types", "imports", "docs", "site", "self", "wheel", "tests"]


def interpreters() -> Iterator[str]:
    """Yield the supported Pythons that this machine has, or else the one that runs nox."""
    present = [version for version in VERSIONS if is_present(version)]
    yield from present or [sys.executable]


def is_present(version: str) -> bool:
    """Say whether `pythonX.Y` runs: a shim may be there without its interpreter."""
    command = shutil.which(f"python{version}")
    if command is None:
        return False
    return subprocess.run([command, "-c", ""], capture_output=True, check=False).returncode == 0


@nox.session(python=list(interpreters()))
def tests(session: nox.Session) -> None:
    """Run the tests, on every supported Python that is present."""
    session.install("-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Run the tests with branch coverage, subprocesses included, and show what no test reaches."""
    session.install("-e", ".[test]")
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *session.posargs)
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session
def lint(session: nox.Session) -> None:
    """Run ruff: rules and formatting."""
    session.install("ruff==0.17.*")
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Run mypy and pyright."""
    session.install("-e", ".[dev]")
    session.run("mypy")
    session.run("pyright", "--pythonpath", python(session))


@nox.session
def imports(session: nox.Session) -> None:
    """Hold the layers: an import points one way."""
    session.install("-e", ".[dev]")
    session.run("lint-imports")


@nox.session
def docs(session: nox.Session) -> None:
    """Write the generated pages; with `-- --check`, fail where one is not up to date."""
    session.install("-e", ".")
    session.run("python", "docs/generate.py", *session.posargs)


@nox.session
def site(session: nox.Session) -> None:
    """Build the site; a link or an anchor that leads nowhere is an error. `-- serve` shows it."""
    session.install("-e", ".[docs]")
    build = ("build", "--quiet", "--site-dir", str(session.cache_dir.absolute() / "site"))
    session.run("mkdocs", *(session.posargs or build), env={"NO_MKDOCS_2_WARNING": "1"})


@nox.session
def models(session: nox.Session) -> None:
    """Install the libraries that the models name, and look every name up; takes minutes."""
    session.install("-e", ".", "mypy==2.4.*", "uv")
    folder = session.cache_dir / "libraries"
    session.run("python", "-m", "libraries.check", str(folder), env={"PYTHONPATH": "tests"})


@nox.session
def snapshots(session: nox.Session) -> None:
    """Rewrite what is expected to be said about the sample application from what is said now."""
    session.install("-e", ".[test]")
    session.run("pytest", "tests/test_sample.py", env={"HIDDEN_STATE_SNAPSHOTS": "write"})


@nox.session(name="self")
def own_code(session: nox.Session) -> None:
    """Run the linter on itself, as a command and as a plugin."""
    session.install("-e", ".")
    session.run("hidden-state", "check", "src", "checkers")
    session.run("flake8", "--isolated", "--select", "HS", "src", "checkers")


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it alone, and lint a sample application outside the repository."""
    session.install("build")
    with tempfile.TemporaryDirectory() as folder:
        outside = Path(folder).resolve()
        session.run("python", "-m", "build", "--outdir", str(outside), silent=True)
        (built,) = outside.glob("*.whl")
        session.run("python", "-m", "venv", str(outside / "venv"))
        scripts = outside / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
        install = [str(scripts / "python"), "-m", "pip", "install", "--quiet", str(built)]
        session.run(*install, external=True)
        shutil.copytree(SAMPLE, outside / SAMPLE.name)
        with session.chdir(outside):
            session.run(str(scripts / "hidden-state"), "--version", external=True)
            command = [str(scripts / "hidden-state"), "check", SAMPLE.name]
            session.run(*command, external=True, success_codes=[1])
            report = [str(scripts / "hidden-state"), "report", "--format", "html=shop.html"]
            session.run(*report, SAMPLE.name, external=True)
            plugin = [str(scripts / "flake8"), "--isolated", "--select", "HS", SAMPLE.name]
            session.run(*plugin, external=True, success_codes=[1])


@nox.session
def drawing(session: nox.Session) -> None:
    """Bundle what the page of a report draws with anew; needs npm, fails where it has changed."""
    session.run("python", "drawing/bundle.py")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the budgets of speed and memory, as ratios in one run."""
    session.install("-e", ".[dev]")
    session.run("python", "benchmarks/speed.py", *session.posargs)


def python(session: nox.Session) -> str:
    """Return the path of the session's interpreter."""
    return str(Path(session.bin) / ("python.exe" if sys.platform == "win32" else "python"))
