"""The handlers that a configuration of logging, in INI, YAML, JSON or TOML, lets write to files."""

from __future__ import annotations

import configparser
import json
from typing import TYPE_CHECKING

from hidden_state.logs import LogHandler
from hidden_state.session.deployment.tree import documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.session.deployment.page import Page
    from hidden_state.session.deployment.tree import Branch

DEEPEST = 3
INI = (".ini", ".conf", ".config", ".cfg")
CLASS_ENDS = "FileHandler"
FACTORY = "()"
REFERENCE = "cfg://handlers."


def handlers(page: Page) -> Iterator[LogHandler]:
    """Yield the handlers of a file that write to files, and that something logs to.

    A file that is broken, or is about something else, has none.
    """
    if page.path.endswith(INI) and "handler_" in page.text:
        yield from _of_ini(page)
    elif "handlers" in page.text and "filename" in page.text:
        yield from _of_tree(page)


def _of_ini(page: Page) -> Iterator[LogHandler]:
    from hidden_state.extract.arguments import argument_of

    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(page.text)
    except configparser.Error:
        return
    sections = {name: dict(parser.items(name)) for name in parser.sections()}
    used = {
        name
        for section in sections.values()
        for key in ("handlers", "target")
        for name in _names(section.get(key))
    }
    for name in _names(sections.get("handlers", {}).get("keys")):
        if name not in used:
            continue
        section = sections.get(f"handler_{name}", {})
        kind, args, kwargs = (section.get(key) or "" for key in ("class", "args", "kwargs"))
        file = argument_of(args, kwargs, "filename")
        if file is not None and kind.strip().endswith(CLASS_ENDS):
            line, column = _ini_place(page, f"[handler_{name}]", ("args", "kwargs"))
            yield LogHandler(page.path, line, column, name, file)


def _names(text: str | None) -> list[str]:
    names = dict.fromkeys(name.strip() for name in (text or "").split(","))
    return [name for name in names if name]


def _ini_place(page: Page, section: str, keys: tuple[str, ...]) -> tuple[int, int]:
    """Return where the first of KEYS is in a SECTION."""
    inside = False
    for number, line in enumerate(page.lines, 1):
        text = line.strip()
        if text.startswith("["):
            inside = text == section
        elif inside and text.partition("=")[0].partition(":")[0].strip() in keys:
            return number, len(line) - len(line.lstrip()) + 1
    return 1, 1


def _of_tree(page: Page) -> Iterator[LogHandler]:
    import yaml

    try:
        for document in _documents(page):
            yield from _below(page, document, ())
    except (yaml.YAMLError, ValueError, RecursionError):
        return


def _documents(page: Page) -> list[Branch]:
    """Return the documents of a file; JSON is YAML once its tabs are gone, TOML is turned into it.

    Something that is none of them raises a `yaml.YAMLError` or a `ValueError`.
    """
    if page.path.endswith(".toml"):
        import tomli

        return documents(json.dumps(tomli.loads(page.text), default=str))
    return documents(page.text.replace("\t", " "))


def _below(page: Page, branch: Branch, keys: tuple[str, ...]) -> Iterator[LogHandler]:
    """Yield the handlers of a configuration, or of those that are parts of BRANCH."""
    found = branch.get("handlers")
    if getattr(found.node, "id", "") == "mapping":
        used = _attached(branch)
        for name, handler in found.items():
            file = handler.get("filename")
            kind = handler.get("class").text or handler.get(FACTORY).text
            if file.text and kind and name.text in used:
                line, column = _place(page, file)
                yield LogHandler(page.path, line, column, name.text, file.text, keys)
    elif len(keys) < DEEPEST:
        for name, inner in branch.items():
            yield from _below(page, inner, (*keys, name.text))


def _attached(branch: Branch) -> set[str]:
    """Return the names of the handlers that loggers, or other handlers, pass messages to."""
    users: list[Branch] = [branch.get("root")]
    users.extend(logger for _, logger in branch.get("loggers").items())
    users.extend(handler for _, handler in branch.get("handlers").items())
    used: set[str] = set()
    for user in users:
        used.update(user.get("handlers").words())
        used.add(user.get("target").text.removeprefix(REFERENCE))
    return {name.removeprefix(REFERENCE) for name in used}


def _place(page: Page, file: Branch) -> tuple[int, int]:
    """Return where a text is written; of what was turned into something else, where it is read."""
    if page.path.endswith(".toml"):
        for number, line in enumerate(page.lines, 1):
            column = line.find(file.text)
            if column >= 0:
                return number, column + 1
        return 1, 1
    mark = getattr(file.node, "start_mark", None)
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
