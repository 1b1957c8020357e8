"""The references that are made from the code: the command line, and the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import msgspec

from hidden_state.cli.options import build_parser
from hidden_state.cli.selection import SETTINGS
from hidden_state.config import DEFAULT_EXCLUDE, Config
from hidden_state.configuration import CACHE_VARIABLE, READERS
from hidden_state.finding import Confidence

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from hidden_state.cli.parser import Parser

NOTE = "      without"
"""Where a remark in a usage line begins."""
BEGIN, END = "<!-- keys: begin -->", "<!-- keys: end -->"
MORE = {
    "exclude": "[patterns](#patterns)",
    "extend-exclude": "[patterns](#patterns)",
    "models": "[a model of your own](writing-a-model.md)",
    "baseline": "[an old code base](adoption.md)",
    "settings": "[which settings hold](#which-settings-hold)",
    "environment": "[installed packages](#installed-packages)",
}
"""Where more is said about a key."""
EXAMPLES = {
    "select": '["HS2", "HS3"]',
    "ignore": '["HS108"]',
    "exclude": '["vendor", "scripts/*.py"]',
    "extend-exclude": '["legacy"]',
    "confidence": '"certain"',
    "models": '["models/acme.toml"]',
    "baseline": '"hidden-state-baseline.jsonl"',
    "settings": '["config.settings.production"]',
    "environment": '".venv"',
    "cache-dir": '".cache/hidden-state"',
    "jobs": "2",
}


def commands() -> str:
    """Return the text of `docs/commands.md`."""
    parser = build_parser()
    parts = [
        "# Command line",
        "`hidden-state COMMAND --help` says the same in a terminal, and\n"
        "`hidden-state check --help-all` what is rarely used as well.",
        f"```text\n{parser.format_help()}```",
    ]
    for name, command in parser.commands().items():
        parts.extend(_command(name, command))
    return "\n\n".join(parts) + "\n"


def with_keys(page: str) -> str:
    """Return PAGE, `docs/configuration.md`, with the keys of today between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n\n".join((before + BEGIN, *_keys(), END + after))


def _command(name: str, parser: Parser) -> Iterator[str]:
    """Yield the part of the page about one command: how it is called, then its options."""
    yield f"## {name}"
    if parser.description:
        yield parser.description
    usage = parser.format_full_help().partition("\n\n")[0].removeprefix("usage: ")
    yield f"```text\n{' '.join(usage.partition(NOTE)[0].split())}\n```"
    if name != "check":
        if actions := _shown(parser._actions):
            yield _table("| | meaning |", (_option(action) for action in actions))
        return
    for group in parser._action_groups:
        actions = _shown(group._group_actions)
        if not actions:
            continue
        if group.title == "positional arguments":
            yield _table("| | meaning |", (_option(action) for action in actions))
            continue
        yield f"### {name}: {group.title}"
        rows = (f"{_option(action)} {_key(action)} |" for action in actions)
        yield _table("| option | meaning | key |", rows)


def _shown(actions: Iterable[argparse.Action]) -> list[argparse.Action]:
    """Return ACTIONS without those that only show help, arguments before options."""
    shown = [item for item in actions if not {"--help", "--help-all"} & set(item.option_strings)]
    return sorted(shown, key=lambda action: bool(action.option_strings))


def _table(head: str, rows: Iterable[str]) -> str:
    return "\n".join((head, "|---" * (head.count("|") - 1) + "|", *rows))


def _option(action: argparse.Action) -> str:
    """Return the row of one option, or of an argument."""
    spelt = ", ".join(action.option_strings)
    value = action.metavar if isinstance(action.metavar, str) else ""
    if not value and action.choices is not None:
        value = "|".join(map(str, action.choices))
    takes = "" if action.nargs == 0 else value or action.dest.upper()
    name = " ".join(filter(None, (spelt, takes))).replace("|", r"\|")
    return f"| `{name}` | {action.help or ''} |"


def _key(action: argparse.Action) -> str:
    """Return the key of the configuration that says what the option says, '' if there is none."""
    names = (name.removeprefix("--") for name in action.option_strings)
    return next((f"[`{name}`](configuration.md#keys)" for name in names if name in SETTINGS), "")


def _keys() -> Iterator[str]:
    """Yield the table of the keys, and the default of the one that fits in no table."""
    info = msgspec.inspect.type_info(Config)
    assert isinstance(info, msgspec.inspect.StructType)  # noqa: S101 - for the type checkers
    fields = {field.name.replace("_", "-"): field for field in info.fields}
    rows = ["| key | takes | default | meaning |", "|---|---|---|---|"]
    rows.extend(_row(name, fields[name]) for name in READERS)
    yield "\n".join(rows)
    yield "An example of each:"
    example = "\n".join(f"{name} = {EXAMPLES[name]}" for name in READERS)
    yield f"```toml\n[tool.hidden-state]\n{example}\n```"
    yield "What is excluded by default: " + ", ".join(f"`{item}`" for item in DEFAULT_EXCLUDE) + "."
    yield f"The environment variable `{CACHE_VARIABLE}` moves the cache without touching a file."


def _row(name: str, field: msgspec.inspect.Field) -> str:
    kind = field.type
    meaning = ""
    if isinstance(kind, msgspec.inspect.Metadata):
        meaning = str((kind.extra_json_schema or {})["description"])
        kind = kind.type
    more = f": {MORE[name]}" if name in MORE else ""
    return f"| `{name}` | {_takes(kind)} | {_default(field.default)} | {meaning}{more} |"


def _takes(kind: msgspec.inspect.Type) -> str:
    """Return in words what values a key takes."""
    match kind:
        case msgspec.inspect.VarTupleType(item_type=msgspec.inspect.StrType()):
            return "list of texts"
        case msgspec.inspect.VarTupleType():
            return "list of paths, relative to the file"
        case msgspec.inspect.LiteralType():
            return ", ".join(f'`"{level}"`' for level in get_args(Confidence))
        case msgspec.inspect.IntType():
            return "number"
        case _:
            return "path, relative to the file"


def _default(value: object) -> str:
    if value is DEFAULT_EXCLUDE:
        return "see below"
    if value is None:
        return "none"
    if isinstance(value, tuple):
        listed = ", ".join(f'"{item}"' for item in value)
        return f"`[{listed}]`"
    return f"`{value}`" if isinstance(value, int) else f'`"{value}"`'
