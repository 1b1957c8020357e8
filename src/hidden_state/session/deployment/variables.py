"""The variables of the environment that a deployment file sets."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.settings.conditions import NEGATIVE
from hidden_state.project.settings.roles import OFF, meant, rank
from hidden_state.scaling import Variable
from hidden_state.session.deployment.commands import split
from hidden_state.session.deployment.files import TRIALS, WORD
from hidden_state.session.deployment.texts import PROCESS, logical
from hidden_state.words import words_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.session.deployment.files import Form
    from hidden_state.session.deployment.page import Page
    from hidden_state.session.deployment.tree import Branch

HELD = re.compile(r"env|ConfigMap", re.IGNORECASE)
NAME = re.compile(r"[A-Z][A-Z0-9_]*")
HOLDERS = re.compile(r"(.*[_-])?env(ironment)?([_-]?var(iable)?s)?|extraenv(vars)?", re.IGNORECASE)
REFERENCE = re.compile(r"\$\{\w+(:?-(?P<default>[^{}]*)|(?P<required>:?\?.*))?\}")
ALTERNATIVE = re.compile(r"(^|/)run[^/]*\.sh$")
"""Scripts that run the application in one of several ways."""
UNIT = re.compile(r"\s*Environment\s*=\s*(.*)")
DEEPEST = 12
DEVELOPING = frozenset({"runserver", "runserver_plus", "--reload", "--debug", "dev", "watch"})
"""Words of commands that are run while the code is changed."""
CHOOSING = frozenset("env environment settings config configuration mode stage".split())
"""Words of variables whose value says where something runs."""


class Given(NamedTuple):
    """A variable and its value; `text` is None where it is given from elsewhere."""

    name: str
    text: str | None
    line: int


def variables(page: Page, form: Form) -> Iterator[Variable]:
    """Yield what a PAGE of some FORM sets; nothing where it is broken YAML."""
    if form == "docker":
        yield from _in_docker(page)
    elif form == "ini" or (form == "lines" and not ALTERNATIVE.search(page.path)):
        yield from _in_lines(page)
    elif form in ("yaml", "compose") and HELD.search(page.text):
        import yaml

        with suppress(yaml.YAMLError, RecursionError, ValueError):
            yield from _in_yaml(page)


def _in_docker(page: Page) -> Iterator[Variable]:
    """Yield what the instructions ENV of a Dockerfile set, but those of stages for trials."""
    is_trial = False
    found: list[Given] = []
    for first, _, text in logical(page):
        name, _, rest = text.strip().partition(" ")
        if name.upper() == "FROM":
            is_trial = not TRIALS.isdisjoint(WORD.findall(rest.lower().partition(" as ")[2]))
        elif name.upper() == "ENV" and not is_trial:
            pairs = split(rest) if re.match(r"\s*\w+=", rest) else ["=".join(rest.split(None, 1))]
            found.extend(_assigned(pairs, first))
    yield from _told(found)


def _in_lines(page: Page) -> Iterator[Variable]:
    """Yield what a Procfile, a script or a unit of systemd sets for what it runs."""
    found: list[Given] = []
    for first, _, text in logical(page):
        unit = UNIT.fullmatch(text)
        process = PROCESS.fullmatch(text.strip())
        words = split(unit[1] if unit else process[1] if process else text.strip())
        leading = words[1:] if words[:1] in (["export"], ["env"]) else words
        known = [word for word in leading if NAME.fullmatch(word.partition("=")[0]) and "=" in word]
        if unit or leading is not words or len(known) < len(words):
            found.extend(_assigned(known if unit else _first(leading, known), first))
    yield from _told(found)


def _in_yaml(page: Page) -> Iterator[Variable]:
    """Yield what a compose file, a manifest or the values of a chart set."""
    for document in page.documents:
        if document.get("kind").text == "ConfigMap":
            yield from _told(_given(document.get("data")))
        for group in _groups(document, 0):
            yield from _told(group)


def _groups(branch: Branch, depth: int) -> Iterator[list[Given]]:
    if depth > DEEPEST:
        return
    for element in branch.elements():
        yield from _groups(element, depth + 1)
    for key, value in branch.items():
        if not HOLDERS.fullmatch(key.text):
            yield from _groups(value, depth + 1)
        elif not _is_for_developers(branch):
            yield list(_given(value))


def _is_for_developers(service: Branch) -> bool:
    """Whether a service runs while its code is changed."""
    words = {
        word
        for key in ("command", "entrypoint", "args")
        for word in (*service.get(key).words(), *split(service.get(key).text))
    }
    target = service.get("build", "target").text
    return not DEVELOPING.isdisjoint(words) or not TRIALS.isdisjoint(WORD.findall(target.lower()))


def _given(held: Branch) -> Iterator[Given]:
    """Yield the variables of a mapping, a list of `name=value`, or one of names and values."""
    for key, value in held.items():
        if NAME.fullmatch(key.text):
            yield Given(key.text, value.text if value.is_scalar else None, key.lines[0])
    for element in held.elements():
        line = element.lines[0]
        name = element.get("name").text or element.get("key").text
        if not name:
            yield from _assigned([element.text], line)
        elif NAME.fullmatch(name):
            value = element.get("value")
            yield Given(name, value.text if value.is_scalar else None, line)


def _assigned(words: Iterable[str], line: int) -> Iterator[Given]:
    for word in words:
        name, equals, text = word.partition("=")
        if equals and NAME.fullmatch(name):
            yield Given(name, text, line)


def _first(words: list[str], known: list[str]) -> list[str]:
    """Return the WORDS before the command, which are all KNOWN to set something."""
    end = next((number for number, word in enumerate(words) if word not in known), len(words))
    return words[:end]


def _told(group: Iterable[Given]) -> Iterator[Variable]:
    """Yield the variables of one GROUP with their values, unless it is for development."""
    several = list(group)
    if any(_is_trial(given) for given in several):
        return
    for given in several:
        found = REFERENCE.fullmatch(given.text or "")
        if found is not None and found["required"]:
            yield Variable(given.name, None, given.line)
        elif found is not None and found["default"]:
            yield Variable(given.name, found["default"], given.line)
        elif given.text is None or "$" not in given.text:
            yield Variable(given.name, given.text, given.line)


def _is_trial(given: Given) -> bool:
    text = (given.text or "").lower()
    if meant(given.name) is False:
        return text not in NEGATIVE
    return not CHOOSING.isdisjoint(words_in(given.name)) and rank(text) == OFF
