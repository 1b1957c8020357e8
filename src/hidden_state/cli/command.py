"""What the commands do."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hidden_state.cli import baseline, outputs, terminal
from hidden_state.cli.commands import by_root, known_codes, paths_of
from hidden_state.cli.display import display_of
from hidden_state.cli.options import COMMANDS, MORE, parse
from hidden_state.cli.selection import settings_of
from hidden_state.cli.usage import UsageError
from hidden_state.config import ConfigurationError
from hidden_state.configuration import load

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hidden_state.finding import Result

CLEAN, FINDINGS, WRONG, FAILED, INTERRUPTED = 0, 1, 2, 3, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command, return its exit status."""
    terminal.prepare()
    try:
        options = parse(sys.argv[1:] if argv is None else argv)
        run = {command.name: command.run for command in MORE}
        return run.get(options.command, check)(options)
    except SystemExit as end:  # --help and --version
        return int(end.code or 0)
    except (UsageError, ConfigurationError) as error:
        return terminal.complain(str(error), WRONG)
    except terminal.OutputError as error:
        return terminal.complain(str(error), FAILED)
    except KeyboardInterrupt:
        return terminal.complain("interrupted", INTERRUPTED)
    except Exception:  # noqa: BLE001 - whatever it is, its status tells it from a finding
        import traceback

        traceback.print_exc()
        message = "this is a fault of hidden-state, not of the code it looked at"
        return terminal.complain(message, FAILED)


def check(options: argparse.Namespace) -> int:
    """Check the paths of OPTIONS."""
    sinks = outputs.outputs_of(options)
    paths, overlay = _targets(options)
    groups = by_root(paths)
    settings = settings_of(options)
    configs = [load(root, known_codes, options.config, settings) for root in groups]
    configs = baseline.prepare(options, configs)
    from msgspec.structs import replace

    from hidden_state.reporters.relative import relative_to

    here = Path(os.path.realpath(os.curdir))
    with terminal.progress() as progress:
        results = []
        is_current = True
        for config in configs:
            chosen = replace(
                config,
                related=options.related,
                force_exclude=options.force_exclude,
                cache=not options.no_cache,
            )
            found, is_current = baseline.examine(
                options, chosen, groups[config.root], overlay, progress
            )
            results.append(relative_to(found, config.root, here))
    result = _joined(results)
    for warning in dict.fromkeys(result.warnings):
        terminal.complain(warning, CLEAN)
    for failure in dict.fromkeys(result.failures):
        terminal.complain(f"a fault of hidden-state, please report it: {failure}", CLEAN)
    if not result.files and not result.findings and not result.accepted:
        terminal.complain(f"no Python files in {', '.join(options.paths or ['.'])}", CLEAN)
    outputs.write(sinks, result, options, display_of(options, overlay))
    if result.failures:
        return FAILED
    is_clean = not result.findings and is_current
    return CLEAN if is_clean or options.exit_zero or options.write_baseline else FINDINGS


def _targets(options: argparse.Namespace) -> tuple[list[Path], dict[Path, bytes]]:
    """Return what to check, without links, and the text that stands in for a file."""
    if options.stdin_filename is not None:
        if options.paths and options.paths != ["-"]:
            raise UsageError("--stdin-filename goes with no other path")
        path = Path(os.path.realpath(options.stdin_filename))
        return [path], {path: sys.stdin.buffer.read()}
    if "-" in options.paths:
        raise UsageError("`-` needs --stdin-filename: what is found depends on where a file is")
    return paths_of(options.paths, COMMANDS), {}


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
        failures=tuple(failure for result in results for failure in result.failures),
    )
