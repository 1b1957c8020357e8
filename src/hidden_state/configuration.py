"""Find a project's root and read its configuration."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

import msgspec

from hidden_state.config import Config, ConfigurationError, Problem
from hidden_state.finding import Confidence

MARKERS = (
    "hidden-state.toml",
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "tox.ini",
    ".flake8",
    "manage.py",
    ".git",
)
FAMILIES = frozenset({"HS", *(f"HS{digit}" for digit in range(10))})
COMMAND_LINE = "command line"
CACHE_VARIABLE = "HIDDEN_STATE_CACHE_DIR"


class Setting(msgspec.Struct, frozen=True):
    """A value as it was given, and where: `file` and `key` for the message, `folder` for paths."""

    value: object
    file: str
    key: str
    folder: Path


Codes = Callable[[], Iterable[str]]
Reading = tuple[Any, list[str]]


def find_root(path: Path) -> Path:
    """Return the folder of the project that PATH, absolute, belongs to."""
    folder = path if path.is_dir() else path.parent
    for candidate in (folder, *folder.parents):
        if any(os.path.lexists(candidate / marker) for marker in MARKERS):
            return candidate
    here = Path(os.path.realpath(os.curdir))
    home = Path(os.path.realpath(os.path.expanduser("~")))  # noqa: PTH111 - never fails
    holds_everything = here in (Path(here.anchor), home)
    return here if folder.is_relative_to(here) and not holds_everything else folder


def load(
    root: Path,
    codes: Codes,
    file: Path | None = None,
    options: Mapping[str, object] = MappingProxyType({}),
) -> Config:
    """Return the configuration of the project at ROOT, with OPTIONS of the command line over it.

    CODES gives the codes that there are, as far as it takes to know those that are named; FILE
    is read instead of the project's own configuration.
    """
    settings, problems = _settings(root, file)
    here = Path(os.path.realpath(os.curdir))
    for name, value in options.items():
        settings[name] = Setting(value, COMMAND_LINE, f"--{name}", here)
    values: dict[str, Any] = {}
    for name, setting in settings.items():
        value, messages = _read(name, setting, codes)
        values[name.replace("-", "_")] = value
        problems.extend(Problem(setting.file, setting.key, message) for message in messages)
    if problems:
        raise ConfigurationError(problems)
    if os.environ.get(CACHE_VARIABLE) and "cache-dir" not in options:
        values.pop("cache_dir", None)
    return Config(root=root, **values)


def suggestion(word: str, known: Collection[str]) -> str:
    """Return a question that names what WORD may have been meant to be, or nothing."""
    import difflib

    close = difflib.get_close_matches(word, known, 1) or [
        name for name in known if name.lower() == word.lower()
    ]
    return f"; did you mean `{close[0]}`?" if close else ""


def _settings(root: Path, file: Path | None) -> tuple[dict[str, Setting], list[Problem]]:
    """Return what the configuration file sets, by key."""
    files = [file] if file else [root / "hidden-state.toml", root / "pyproject.toml"]
    problems: list[Problem] = []
    tables = []
    for path in files:
        try:
            table = _table(path, is_required=path == file)
        except (OSError, ValueError) as error:
            problems.append(Problem(shown(path), "", f"cannot be read: {_reason(error)}"))
            continue
        if table is not None:
            tables.append((path, table))
    if len(tables) > 1:
        message = f"[tool.hidden-state] is set, and so is {shown(files[0])}: keep one of the two"
        problems.append(Problem(shown(files[1]), "", message))
    settings = {}
    for path, table in tables:
        prefix = "" if path.name == "hidden-state.toml" else "tool.hidden-state."
        for name, value in table.items():
            settings[name] = Setting(value, shown(path), prefix + name, path.parent)
    return settings, problems


def _table(path: Path, *, is_required: bool) -> Mapping[str, object] | None:
    """Return the part of the file at PATH that is ours, None when it has none."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        if is_required:
            raise
        return None
    is_own = path.name != "pyproject.toml"
    # Reading TOML costs a tenth of a whole run: most projects' files do not name us at all.
    if not is_own and b"hidden-state" not in content:
        return None
    document = _parse_toml(content)
    tools = document.get("tool", {})
    if isinstance(tools, dict) and "hidden-state" in tools:
        table = tools["hidden-state"]
        if not isinstance(table, dict):
            raise ValueError("[tool.hidden-state] is no table")
        return table
    return document if is_own else None


def _parse_toml(content: bytes) -> dict[str, Any]:
    import tomli

    return tomli.loads(content.decode())


def _read(name: str, setting: Setting, codes: Codes) -> Reading:
    """Return the value of one key, and what is wrong with it."""
    reader = READERS.get(name)
    if reader is None:
        return None, [f"unknown key{suggestion(name, READERS)}"]
    return reader(setting, codes)


def _read_strings(setting: Setting, _codes: Codes) -> Reading:
    value = setting.value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value), [f"`{item}` is empty" for item in value if not item.strip()]
    return (), [f"must be a list of strings, not {_type_name(value)}"]


def _read_codes(setting: Setting, codes: Codes) -> Reading:
    patterns, messages = _read_strings(setting, codes)
    left = [name for name in patterns if name.strip() and name not in FAMILIES]
    known = []
    for code in codes() if left else ():
        known.append(code)
        left = [name for name in left if not code.startswith(name)]
        if not left:
            break
    return patterns, messages + [f"unknown code `{name}`{suggestion(name, known)}" for name in left]


def _read_confidence(setting: Setting, _codes: Codes) -> Reading:
    levels = get_args(Confidence)
    if setting.value in levels:
        return setting.value, []
    words = ", ".join(levels)
    hint = suggestion(setting.value, levels) if isinstance(setting.value, str) else ""
    return None, [f"must be one of {words}, not {setting.value!r}{hint}"]


def _read_jobs(setting: Setting, _codes: Codes) -> Reading:
    value = setting.value
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value, []
    return 0, [f"must be a number from 0 (one process per CPU), not {value!r}"]


def _read_path(setting: Setting, _codes: Codes) -> Reading:
    value = setting.value
    if isinstance(value, str) and value and "\0" not in value:
        return setting.folder / os.path.expanduser(value), []  # noqa: PTH111 - keeps `~unknown`
    return None, [f"must be a path, not {value!r}"]


def _read_models(setting: Setting, codes: Codes) -> Reading:
    names, messages = _read_strings(setting, codes)
    paths = tuple(setting.folder / name for name in names if "\0" not in name)
    missing = [path for path in paths if not path.is_file()]
    return paths, [*messages, *(f"no such file: {shown(path)}" for path in missing)]


def _read_settings(setting: Setting, codes: Codes) -> Reading:
    names, messages = _read_strings(setting, codes)
    for name in filter(str.strip, names):
        if not all(part.isidentifier() for part in name.split(".")):
            messages.append(f"`{name}` is no dotted name, such as `config.settings.production`")
    return names, messages


READERS: Mapping[str, Callable[[Setting, Codes], Reading]] = {
    "select": _read_codes,
    "ignore": _read_codes,
    "exclude": _read_strings,
    "extend-exclude": _read_strings,
    "confidence": _read_confidence,
    "models": _read_models,
    "baseline": _read_path,
    "environment": _read_path,
    "settings": _read_settings,
    "cache-dir": _read_path,
    "jobs": _read_jobs,
}


def _type_name(value: object) -> str:
    names = {
        str: "a string",
        bool: "a boolean",
        int: "a number",
        float: "a number",
        dict: "a table",
    }
    return (
        "a list with something else" if isinstance(value, list) else names.get(type(value), "that")
    )


def shown(path: Path) -> str:
    """Return PATH as the user would write it here."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
