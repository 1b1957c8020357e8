"""`hidden-state report`: where the state of an application lives, and what it takes to move it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from hidden_state.cli import baseline, outputs, terminal
from hidden_state.cli.commands import Command, by_root, known_codes, paths_of
from hidden_state.cli.display import screen_width
from hidden_state.cli.selection import OPTIONS, RUN_OPTIONS, settings_of
from hidden_state.configuration import load

if TYPE_CHECKING:
    import argparse

    from hidden_state.finding import Result
    from hidden_state.inventory import Application, Inventory

FORMS = ("text", "json", "markdown", "html")
SHOWING_FLOWS = frozenset({"json", "html"})
MADE, FAILED = 0, 3


def report(options: argparse.Namespace) -> int:
    """Report on the projects that the paths of OPTIONS are in."""
    sinks = outputs.outputs_of(options, FORMS)
    groups = by_root(paths_of(options.paths))
    settings = settings_of(options)
    configs = [load(root, known_codes, options.config, settings) for root in groups]
    from msgspec.structs import replace

    from hidden_state.session.reporting import report

    with_flows = any(sink.form in SHOWING_FLOWS for sink in sinks)
    here = Path(os.path.realpath(os.curdir))
    applications: list[Application] = []
    results: list[Result] = []
    with terminal.progress() as progress:
        for config in configs:
            chosen = replace(config, cache=not options.no_cache)
            application, result = report(
                chosen, groups[config.root], here, progress, with_flows=with_flows
            )
            applications.append(application)
            results.append(result)
    inventory = _inventory(applications, results)
    for warning in inventory.warnings:
        terminal.complain(warning, MADE)
    _write(sinks, inventory, options)
    return FAILED if any(result.failures for result in results) else MADE


def _inventory(applications: list[Application], results: list[Result]) -> Inventory:
    from hidden_state.inventory import Inventory

    warnings = [
        *(warning for result in results for warning in result.warnings),
        *(
            f"a fault of hidden-state, please report it: {failure}"
            for result in results
            for failure in result.failures
        ),
        *(warning for application in applications for warning in _doubts(application)),
    ]
    return Inventory(
        version=1, applications=tuple(applications), warnings=tuple(dict.fromkeys(warnings))
    )


def _doubts(application: Application) -> list[str]:
    """Return what makes a report say little."""
    if not application.files:
        return [f"no Python files in {application.root}"]
    if not application.entries:
        return [
            f"{application.name}: no entry point found; what an unknown framework serves is not in"
            " the report: describe it with a model (docs/models.md)"
        ]
    return []


def _write(sinks: list[outputs.Output], inventory: Inventory, options: argparse.Namespace) -> None:
    """Write INVENTORY to SINKS, files first."""
    for sink in sorted(sinks, key=lambda sink: sink.file is None):
        if sink.file is not None:
            outputs.save(sink.file, _rendered(sink.form, inventory, None))
        else:
            terminal.write(_rendered(sink.form, inventory, screen_width()))


def _rendered(form: str, inventory: Inventory, width: int | None) -> str | bytes:
    match form:
        case "html":
            from hidden_state.reporters import page

            return page.render(inventory)
        case "json":
            from hidden_state.reporters.inventory import json

            return json.render(inventory)
        case "markdown":
            from hidden_state.reporters.inventory import markdown

            return markdown.render(inventory)
        case _:
            from hidden_state.reporters.inventory import text

            return text.render(inventory, width)


COMMAND = Command(
    "report",
    "take stock: where the state lives, who reaches it, what has to move first",
    {
        "paths": {"nargs": "*", "metavar": "PATH", "help": "the current folder if none"},
        "--format": {
            "action": "append",
            "metavar": "FORM[=FILE]",
            "help": f"{', '.join(FORMS[:-1])} or {FORMS[-1]}; several with files",
        },
        "--output-file": {"metavar": "FILE", "help": "write there instead of standard output"},
        **{
            f"--{name}": keywords
            for name, keywords in {
                **OPTIONS,
                "baseline": baseline.OPTIONS["baseline"],
                **RUN_OPTIONS,
            }.items()
        },
    },
    report,
)
