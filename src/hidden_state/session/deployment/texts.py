"""Dockerfiles, Procfiles and scripts, unit files, and what proxies are told."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from hidden_state.session.deployment.commands import Served, split
from hidden_state.session.deployment.logged import keyed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.session.deployment.page import Page, Told

RUNS = ("CMD", "ENTRYPOINT")
PROCESS = re.compile(r"[A-Za-z0-9_-]+:\s+(.*)")
EXECUTES = re.compile(r"\s*(?:ExecStart|command)\s*=\s*[-@:+!]*(.*)")
PROCESSES = re.compile(r"\s*((?:processes|workers)\s*=\s*(\d+))\s*(?:[#;].*)?")
END = re.compile(r"[{};]\s*|\s*$")


def docker(page: Page) -> Iterator[Told]:
    """Yield what the instructions of a Dockerfile say; the last of a kind counts."""
    found: dict[str, list[Told]] = {}
    for first, last, text in logical(page):
        instruction, _, rest = text.strip().partition(" ")
        name = instruction.upper()
        if name in RUNS:
            found[name] = list(page.served(_words(rest), first, last))
        elif name == "ENV":
            for variable in page.servers.variables:
                match = re.search(rf"\b{variable}(?:\s+|=)\"?(\d+)\b", rest)
                if match is not None and int(match[1]) > 0:
                    told = Served(match[0], int(match[1]), "")
                    found[variable] = [page.workers(told, first, last)]
    for items in found.values():
        yield from items


def command_lines(page: Page) -> Iterator[Told]:
    """Yield what the commands of a Procfile or a script say."""
    for first, last, text in logical(page):
        named = PROCESS.fullmatch(text.strip())
        yield from page.served(split(named[1] if named else text), first, last)


def settings(page: Page) -> Iterator[Told]:
    """Yield what a unit of systemd, a program of supervisor, or a file for uWSGI says."""
    for first, last, text in logical(page):
        executes = EXECUTES.fullmatch(text)
        if executes is not None:
            yield from page.served(split(executes[1]), first, last)
        processes = PROCESSES.fullmatch(text)
        if processes is not None and int(processes[2]) > 0 and "uwsgi" in page.path.lower():
            yield page.workers(Served(processes[1], int(processes[2]), ""), first, last)
        yield from keyed(page, text, first, last)


def statements(page: Page) -> Iterator[Told]:
    """Yield what tells a proxy to keep a client on one instance."""
    path = f"/{page.path.lower()}"
    patterns = [
        statement
        for name, known in page.servers.statements.items()
        if fnmatchcase(path, name)
        for statement in known
    ]
    for number, line in enumerate(page.lines, 1):
        if line.lstrip().startswith("#"):
            continue
        for part in END.split(line.split(" #")[0]):
            told = " ".join(part.split())
            if told and any(fnmatchcase(told.lower(), pattern) for pattern in patterns):
                yield page.scaling("sticky sessions", part.strip(), number, number)


def _words(rest: str) -> list[str]:
    """Return the words of a command as a Dockerfile gives it: a list in JSON, or a line."""
    if rest.lstrip().startswith("["):
        try:
            found = json.loads(rest)
        except (ValueError, RecursionError):
            return []
        return [word for word in found if isinstance(word, str)] if isinstance(found, list) else []
    return split(rest)


def logical(page: Page) -> Iterator[tuple[int, int, str]]:
    """Yield the first and last number of each line that backslashes make, and its text."""
    first = 1
    parts: list[str] = []
    for number, line in enumerate(page.lines, 1):
        stripped = line.strip()
        if stripped.startswith("#") and "\\" not in stripped[-1:]:
            if not parts:
                first = number + 1
            continue
        goes_on = stripped.endswith("\\")
        parts.append(stripped.removesuffix("\\"))
        if goes_on:
            continue
        yield first, number, " ".join(parts)
        first, parts = number + 1, []
    if parts:
        yield first, len(page.lines), " ".join(parts)
