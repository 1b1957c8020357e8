"""The command `hidden-state`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import hidden_state
from hidden_state.configuration import ConfigurationError, find_root, load, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from hidden_state.finding import Result

CLEAN, FINDINGS, WRONG, FAILED, INTERRUPTED = 0, 1, 2, 3, 130
COMMANDS = ("check", "rules", "explain")
PATIENCE = 1.0
SETTINGS = ("select", "ignore", "exclude", "extend-exclude", "confidence", "jobs", "cache-dir")
EPILOG = "exit status: 0 clean, 1 findings, 2 wrong command or configuration, 3 the tool failed"


class UsageError(Exception):
    """The command line is wrong."""


class OutputError(Exception):
    """Nothing can be written to standard output."""


class Parser(argparse.ArgumentParser):
    """A parser that raises what is wrong, and knows what a misspelt option may have been."""

    def error(self, message: str) -> NoReturn:
        """Raise MESSAGE."""
        raise UsageError(message)

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Return what ARGUMENTS say."""
        options, unknown = self.parse_known_args(arguments)
        if unknown:
            name = unknown[0].partition("=")[0]
            if not name.startswith("-"):
                self.error(f"one argument too many: {name}")
            known = [option for parser in (self, *options.parsers) for option in parser.options()]
            self.error(f"unknown option {name}{suggestion(name, known)}")
        return options

    def options(self) -> list[str]:
        """Return the names of all options."""
        return [name for action in self._actions for name in action.option_strings]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command, return its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] not in (*COMMANDS, "-h", "--help", "--version"):
        arguments.insert(0, "check")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse(arguments)
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except SystemExit as end:  # --help and --version
        return int(end.code or 0)
    except (UsageError, ConfigurationError) as error:
        return _complain(str(error), WRONG)
    except OutputError as error:
        return _complain(str(error), FAILED)
    except KeyboardInterrupt:
        return _complain("interrupted", INTERRUPTED)
    except Exception:  # noqa: BLE001 - whatever it is, it is told from a finding by the status
        import traceback

        traceback.print_exc()
        return _complain("this is a fault of hidden-state, not of the code it looked at", FAILED)


def check(options: argparse.Namespace) -> int:
    """Check the paths of OPTIONS."""
    paths, overlay = _targets(options)
    groups: dict[Path, list[Path]] = {}
    for path in paths:
        groups.setdefault(find_root(path), []).append(path)
    settings = _settings(options)
    configs = [load(root, _codes, options.config, settings) for root in groups]
    from msgspec.structs import replace

    from hidden_state import session
    from hidden_state.reporters.relative import relative_to

    here = Path(os.path.realpath(os.curdir))
    with _progress() as progress:
        results = []
        for config in configs:
            chosen = replace(config, cache=not options.no_cache)
            found = session.check(chosen, groups[config.root], overlay, progress)
            results.append(relative_to(found, config.root, here))
    result = _joined(results)
    for warning in dict.fromkeys(result.warnings):
        _complain(warning, CLEAN)
    if not result.files:
        _complain(f"no Python files in {', '.join(options.paths or ['.'])}", CLEAN)
    _report(result, options)
    return FINDINGS if result.findings and not options.exit_zero else CLEAN


def list_rules(_options: argparse.Namespace) -> int:
    """Print all rules, one a line."""
    from hidden_state.session.catalog import rules

    lines = [f"{rule.code}  {rule.category:18} {rule.name:28} {_summary(rule)}" for rule in rules()]
    _write("\n".join(lines) + "\n")
    return CLEAN


def explain(options: argparse.Namespace) -> int:
    """Print what is to be known of one rule."""
    import inspect

    from hidden_state.session.catalog import rules

    by_name = {name: rule for rule in rules() for name in (rule.code, rule.name)}
    rule = by_name.get(options.code) or by_name.get(options.code.upper())
    if rule is None:
        raise UsageError(f"unknown code `{options.code}`{suggestion(options.code, by_name)}")
    _write(f"{rule.code} {rule.name} ({rule.category})\n\n{inspect.getdoc(rule)}\n")
    return CLEAN


def _parser() -> Parser:
    parser = Parser(
        prog="hidden-state",
        description="Finds state that lives in one instance of a web application.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    version = f"hidden-state {hidden_state.__version__}"
    parser.add_argument("--version", action="version", version=version)
    commands = parser.add_subparsers(metavar="COMMAND", required=True, prog=parser.prog)
    checking = commands.add_parser(
        "check", help="check files and folders (the default)", epilog=EPILOG, allow_abbrev=False
    )
    checking.add_argument("paths", nargs="*", metavar="PATH", help="the current folder if none")
    for name, keywords in CHECK_OPTIONS.items():
        checking.add_argument(f"--{name}", **keywords)
    checking.set_defaults(run=check, parsers=[checking])
    listing = commands.add_parser("rules", help="list the rules", allow_abbrev=False)
    listing.set_defaults(run=list_rules, parsers=[listing])
    explaining = commands.add_parser("explain", help="explain a rule", allow_abbrev=False)
    explaining.add_argument("code", metavar="CODE", help="its code or its name")
    explaining.set_defaults(run=explain, parsers=[explaining])
    return parser


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


LIST: Mapping[str, Any] = {"type": _words, "action": "extend"}
CHECK_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "format": {"choices": ["text", "json"], "default": "text", "help": "how to print"},
    "show-chain": {"action": "store_true", "help": "print the proof below each finding"},
    "color": {"choices": ["auto", "always", "never"], "default": "auto", "help": "in text only"},
    "select": {**LIST, "metavar": "CODES", "help": "report these codes or prefixes only"},
    "ignore": {**LIST, "metavar": "CODES", "help": "do not report these codes or prefixes"},
    "confidence": {"metavar": "LEVEL", "help": "the lowest to report: certain, likely, possible"},
    "exclude": {**LIST, "metavar": "PATTERNS", "help": "leave these out, instead of the defaults"},
    "extend-exclude": {**LIST, "metavar": "PATTERNS", "help": "leave these out as well"},
    "stdin-filename": {"metavar": "FILE", "help": "check FILE with the text on standard input"},
    "exit-zero": {"action": "store_true", "help": "exit with 0 in spite of findings"},
    "config": {"metavar": "FILE", "type": Path, "help": "read this configuration"},
    "jobs": {"metavar": "N", "type": int, "help": "processes; 0, the default, is one per CPU"},
    "no-cache": {"action": "store_true", "help": "neither read nor write the cache"},
    "cache-dir": {"metavar": "FOLDER", "help": "keep the cache there"},
}


def _settings(options: argparse.Namespace) -> dict[str, object]:
    """Return what the command line sets of the configuration."""
    given = vars(options)
    values = {name: given[name.replace("-", "_")] for name in SETTINGS}
    return {name: value for name, value in values.items() if value is not None}


def _codes() -> Iterable[str]:
    from hidden_state.session.catalog import codes

    return codes()


def _targets(options: argparse.Namespace) -> tuple[list[Path], dict[Path, bytes]]:
    """Return what to check, without links, and the text that stands in for a file."""
    if options.stdin_filename is not None:
        if options.paths and options.paths != ["-"]:
            raise UsageError("--stdin-filename goes with no other path")
        path = Path(os.path.realpath(options.stdin_filename))
        return [path], {path: sys.stdin.buffer.read()}
    if "-" in options.paths:
        raise UsageError("`-` needs --stdin-filename: what is found depends on where a file is")
    names = options.paths or [os.curdir]
    paths = [Path(os.path.realpath(name)) for name in names]
    problems = [
        f"no such file or folder: {name}{suggestion(name, COMMANDS)}"
        for name, path in zip(names, paths, strict=True)
        if not path.is_file() and not path.is_dir()
    ]
    if problems:
        raise UsageError("\n".join(problems))
    return paths, {}


def _joined(results: list[Result]) -> Result:
    """Return RESULTS as one."""
    from hidden_state.finding import Result

    if len(results) == 1:
        return results[0]
    return Result(
        files=sum(result.files for result in results),
        findings=tuple(finding for result in results for finding in result.findings),
        accepted=tuple(finding for result in results for finding in result.accepted),
        warnings=tuple(warning for result in results for warning in result.warnings),
    )


def _report(result: Result, options: argparse.Namespace) -> None:
    """Print RESULT as OPTIONS want it."""
    if options.format == "json":
        from hidden_state.reporters import json

        _write(json.render(result))
        return
    from hidden_state.reporters import text

    if result.findings and _is_coloured(options.color):
        with _output():
            text.print_coloured(result, sys.stdout, show_chain=options.show_chain)
    else:
        _write(text.render(result, show_chain=options.show_chain))


def _is_coloured(choice: str) -> bool:
    if choice != "auto":
        return choice == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def _write(output: str | bytes) -> None:
    """Write OUTPUT; bytes stay as they are, whatever the encoding of the terminal."""
    with _output():
        if isinstance(output, str):
            sys.stdout.write(output)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(output)
        sys.stdout.flush()


@contextmanager
def _output() -> Iterator[None]:
    """Write to standard output; stop without a word when its reader has gone."""
    try:
        yield
    except BrokenPipeError:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
    except OSError as error:
        raise OutputError(f"standard output cannot be written: {error.strerror}") from error


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
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
def _bar() -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import Progress

    # Its refreshing thread would be copied into the processes that extract.
    with Progress(console=Console(stderr=True), auto_refresh=False, transient=True) as progress:
        task = progress.add_task("reading", total=None)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total, refresh=done % 20 == 0)

        yield show


def _summary(rule: type[Any]) -> str:
    return (rule.__doc__ or "").strip().partition("\n")[0]


def _complain(message: str, status: int) -> int:
    """Say MESSAGE on standard error, return STATUS."""
    for line in message.splitlines():
        sys.stderr.write(f"hidden-state: {line}\n")
    return status
