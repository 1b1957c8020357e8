"""Where a thing lives that a setting chooses."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.evaluation.texts import HOLE, part_text
from hidden_state.project.records import (
    ContainerValue,
    ExternalInstance,
    InstanceValue,
    Ref,
)
from hidden_state.project.resources.verdicts import Verdict, verdicts
from hidden_state.project.settings.given import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hidden_state.models.tables import ResourceRow
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import Value
    from hidden_state.project.settings.lookup import Answer, Setting
    from hidden_state.project.settings.sources import Source

STEP = re.compile(r"\{(\w+)=(\w+)\}")


class Settled(NamedTuple):
    """What the setting at `path` puts in one instance; `setting` is the line, if there is one.

    `through` is what the other setting says that decides it, at the path `decided`.
    """

    path: str
    verdict: Verdict
    source: Source
    setting: Setting | None = None
    through: str = ""
    decided: str = ""


class Settling:
    """Finds what settings put in one instance."""

    def __init__(self, linked: Linked) -> None:
        """Take the linked project, whose settings are asked."""
        self._evaluator = linked.evaluator
        self._settings = linked.settings
        self._rows: Mapping[str, tuple[ResourceRow, ...]] = linked.evaluator.models.chosen

    @cached_property
    def deciding(self) -> frozenset[str]:
        """The settings that choose one of several entries for a row of its own."""
        paths = [
            path
            for name, rows in self._rows.items()
            for path in (name, *(other for row in rows for _, other in row.through))
        ]
        return frozenset(name for path in paths for name, _ in STEP.findall(path))

    def of(self, name: str, row: ResourceRow) -> Iterator[Settled]:
        """Yield what a row's setting puts in one instance, for each path that NAME stands for."""
        for source in self._settings.sources:
            if STEP.search(name):
                found = self._decided(source, self._filled_in(source, name))
                yield from [found] if found is not None else []
                continue
            answer = self._settings.answer(source, name)
            for path, settings in self._paths(name, row, answer).items():
                settled = self.settle(path, row, source, settings)
                if settled is not None:
                    yield settled

    def _paths(self, name: str, row: ResourceRow, answer: Answer) -> dict[str, list[Setting]]:
        """Return the settings by path; the plain path where the setting is left out."""
        plain = name.replace("*", "default")
        found: dict[str, list[Setting]] = {}
        matters = (
            bool(row.uses or row.wraps or row.attributes or row.bases) and answer.source.is_module
        )
        for setting in answer.values:
            if setting.value is None:
                if matters:
                    found.setdefault(plain, []).append(setting)
            else:
                path = setting.path
                if name.startswith("*") or path.count(".") == name.count("."):
                    found.setdefault(path, []).append(setting)
                else:
                    found.setdefault(_filled(name, path), []).append(setting)
        if answer.is_set is False and matters:
            found.setdefault(plain, [])
        return found

    def settle(
        self, path: str, row: ResourceRow, source: Source, settings: list[Setting]
    ) -> Settled | None:
        """Return the first local verdict if nothing says that it is shared, and all is known."""
        first: Settled | None = None
        if not settings and row.default != "shared":
            return Settled(path, Verdict(row.default, left_out=True), source)
        for setting in settings:
            decided = self._of_setting(path, row, source, setting)
            if not decided or any(item.verdict.lives == "shared" for item in decided):
                return None
            first = first or decided[0]
        return first

    def _of_setting(
        self, path: str, row: ResourceRow, source: Source, setting: Setting
    ) -> list[Settled]:
        value = setting.value
        if value is None:
            verdict = Verdict(row.default, "", setting.variable, left_out=True)
            return [Settled(path, verdict, source, setting)]
        if isinstance(value, (Tree, ExternalInstance, InstanceValue)) or _is_empty(value):
            return []
        text = part_text(value)
        for pattern, other in row.through:
            if fnmatchcase(text.lower(), pattern.lower()) or pattern == "*":
                return self._through(path, source, setting, text, other)
        found = verdicts(self._evaluator, row, [Ref(value)])
        return [
            Settled(
                path, item._replace(variable=item.variable or setting.variable), source, setting
            )
            for item in found
        ]

    def _through(
        self, path: str, source: Source, setting: Setting, text: str, other: str
    ) -> list[Settled]:
        """Return where the thing lives by the other setting that decides it."""
        other = self._filled_in(source, other)
        found = self._decided(source, other)
        if found is None:
            return []
        verdict = found.verdict
        if text != HOLE:
            verdict = verdict._replace(value=text)
        return [Settled(path, verdict, source, setting, found.verdict.value or other, other)]

    def _decided(self, source: Source, path: str) -> Settled | None:
        """Return what the first row for a PATH, without any `*`, says of it."""
        for name, rows in self._rows.items():
            if fnmatchcase(path, name):
                answer = self._settings.answer(source, path)
                settings = self._paths(name, rows[0], answer).get(path, [])
                if not settings and answer.is_set is not False:
                    return None
                return self.settle(path, rows[0], source, settings)
        return None

    def _filled_in(self, source: Source, path: str) -> str:
        return STEP.sub(lambda match: self._text(source, *match.groups()), path)

    def _text(self, source: Source, name: str, default: str) -> str:
        """Return the one text that a setting is, or the default."""
        values = self._settings.answer(source, name).values
        texts = {
            part_text(item.value)
            for item in values
            if item.value is not None and not isinstance(item.value, Tree)
        }
        return texts.pop() if len(texts) == 1 else default


def _is_empty(value: Value) -> bool:
    """Whether a value is a list with nothing in it."""
    return isinstance(value, ContainerValue) and not getattr(value.display, "items", ())


def _filled(name: str, path: str) -> str:
    """Return PATH, which ends above NAME, with the rest of NAME."""
    rest = name.split(".")[path.count(".") + 1 :]
    return ".".join([path, *rest])
