"""What a setting is: the questions that those who look for holdings ask."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.records import ConstantValue, ScopeId, UnknownValue
from hidden_state.project.settings.elsewhere import Elsewhere
from hidden_state.project.settings.families import families
from hidden_state.project.settings.given import Absent, Tree, found, tree_of
from hidden_state.project.settings.mappings import mappings
from hidden_state.project.settings.namespaces import Namespaces
from hidden_state.project.settings.roles import is_aside
from hidden_state.project.settings.sources import Source
from hidden_state.project.settings.winning import winners
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import Value
    from hidden_state.project.settings.given import Given


class Setting(NamedTuple):
    """One value that a setting may have; `path` is dotted, with the keys that `*` stood for.

    `value` is None where the setting is left out.  It holds unless the environment sets
    `variable`.  `span` is the line that gives the value, or would if the environment said so.
    """

    path: str
    value: Value | Tree | None
    span: Span
    variable: str = ""


class Answer(NamedTuple):
    """What one source says of a setting.

    `is_set` is False where it is left out for certain, None where nobody knows.
    """

    source: Source
    values: tuple[Setting, ...]
    is_set: bool | None


class Settings:
    """Answers what settings are while the project serves."""

    def __init__(self, evaluator: Evaluator, chosen: Collection[str] = ()) -> None:
        """Take CHOSEN, the dotted modules and classes that the configuration says to hold."""
        self._evaluator = evaluator
        self._program = evaluator.program
        self._chosen = chosen
        self._namespaces = Namespaces(evaluator)
        self.elsewhere = Elsewhere(evaluator, self._namespaces)

    def look(self, path: str) -> tuple[Answer, ...]:
        """Return what each source says of a setting: `CACHES.*.BACKEND`, `MEDIA_ROOT`.

        A value that ends above the path, such as a URL for a whole database, counts too.  A
        project without settings that serve has no answers.  What the configuration of an
        application object does not have is not known to be left out.
        """
        return tuple(self.answer(source, path) for source in self.sources)

    def values(self, path: str) -> tuple[Setting, ...]:
        """Return the values that a setting may have, of all sources; none if it is left out."""
        answers = (self.answer(source, path) for source in self.sources)
        return tuple(
            item
            for answer in answers
            if any(value.value is not None for value in answer.values)
            for item in answer.values
        )

    def files(self, pattern: str) -> Iterator[Source]:
        """Yield what files set whose names fit a PATTERN, such as a server's `gunicorn*.py`."""
        for file, path in enumerate(self._program.paths):
            if fnmatchcase(path.rpartition("/")[2], pattern) and not is_aside(path):
                names = self._namespaces.of(ScopeId(file, 0))
                yield Source(path, names, True, True)

    def answer(self, source: Source, path: str) -> Answer:
        """Return what one source says of a setting."""
        steps = path.split(".")
        values = tuple(
            self._setting(source, keys, given) for keys, given in found(source.names, steps)
        )
        real = [item for item in values if item.value is not None]
        if real:
            return Answer(source, values, True if len(real) == len(values) else None)
        is_open = not source.is_module or _may_hold(source.names, steps)
        return Answer(source, values, None if is_open else False)

    def naming(self, source: Source, name: str, word: str) -> Setting | None:
        """Return the setting with WORD in its name whose value is the text NAME."""
        leaves = (item for depth in (1, 2, 3) for item in found(source.names, ["*"] * depth))
        for keys, given in leaves:
            if word in keys[-1].lower() and given.value == ConstantValue(name):
                return self._setting(source, keys, given)
        return None

    def _setting(self, source: Source, keys: tuple[str, ...], given: Given) -> Setting:
        site = given.site
        path = self._program.paths[site.file]
        end = site.column + len(keys[-1])
        span = Span(path, site.line, site.column, site.line, end)
        value = None if isinstance(given.value, Absent) else given.value
        return Setting(".".join(keys), value, span, given.variable)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The settings that hold while the project serves."""
        return (*self._modules(), *mappings(self._evaluator, self._namespaces))

    def _modules(self) -> Iterator[Source]:
        rows = self._evaluator.models.settings_modules
        marks = {mark for row in rows.values() for mark in row}
        chosen = set(self._chosen)
        for family in families(self._evaluator, marks, rows):
            by_name = {self._program.qualified_name(at): at for at in family.members}
            wanted = [at for name, at in by_name.items() if _is_chosen(name, chosen)]
            for at in wanted or winners(self._program, family, self._is_whole):
                name = self._program.qualified_name(at)
                yield Source(name, self._namespaces.of(at), len(family.members) == 1, True)

    def _is_whole(self, at: ScopeId) -> bool:
        """Whether a module or class has a name that tells settings apart."""
        rows = self._evaluator.models.settings_modules
        entries = self._namespaces.of(at).entries
        return any(mark in entries for row in rows.values() for mark in row)

    @cached_property
    def known(self) -> tuple[str, ...]:
        """The dotted names of everything that may be chosen."""
        rows = self._evaluator.models.settings_modules
        marks = {mark for row in rows.values() for mark in row}
        found_ = families(self._evaluator, marks, rows)
        return tuple(
            sorted(self._program.qualified_name(at) for item in found_ for at in item.members)
        )


def _is_chosen(name: str, chosen: Collection[str]) -> bool:
    return any(name == item or name.endswith(f".{item}") for item in chosen)


def _may_hold(tree: Tree, steps: list[str]) -> bool:
    """Whether a setting that is not known may be there all the same."""
    for step in steps:
        if tree.is_open:
            return True
        givens = tree.entries.get(step, ())
        if any(isinstance(given.value, UnknownValue) for given in givens):
            return True
        inner = tree_of(givens)
        if inner is None:
            return False
        tree = inner
    return False
