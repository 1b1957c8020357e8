"""The objects and settings that connect a project to stores which all instances share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hidden_state.facts import Result
from hidden_state.project.entries.rows import arguments
from hidden_state.project.evaluation.texts import HOLE, part_text
from hidden_state.project.records import EnvironmentValue, Ref
from hidden_state.project.resources.naming import named
from hidden_state.project.resources.serving_files import serving_files
from hidden_state.project.resources.subjects import Subjects
from hidden_state.project.resources.verdicts import verdicts
from hidden_state.project.settings.given import Tree
from hidden_state.survey import Connected

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from hidden_state.facts import Call
    from hidden_state.models.tables import ResourceRow
    from hidden_state.project.linked import Linked
    from hidden_state.project.records import ScopeId
    from hidden_state.project.settings.lookup import Setting

WORDS: Mapping[str, str] = {
    "database": "a database",
    "cache backend": "a shared cache",
    "cache": "a shared cache",
    "session": "a session store",
    "broker": "a message broker",
    "storage": "object storage",
    "socket server": "a message bus",
    "limit": "a store of rate limits",
}
"""What things are that a setting chooses, by the kind of the row."""
NEEDED = frozenset({"database", "broker"})
"""Kinds of things that are somewhere, also where only the environment says where."""
NOTHING = re.compile(r"dummy|null|cookie|fake|:memory:|^memory", re.IGNORECASE)
"""Values that choose something which keeps nothing outside of the instance."""
ADDRESS = re.compile(r"^([a-z][a-z0-9+._-]*)://", re.IGNORECASE)
Place = tuple[str, int]


def connections(linked: Linked, local: Collection[Place]) -> tuple[Connected, ...]:
    """Return the connections, by file and line; LOCAL are the places of what is in one instance."""
    found: dict[tuple[str, str, str], Connected] = {}
    for item in (*_made(linked), *_set(linked)):
        if (item.path, item.line) not in local:
            found.setdefault((item.symbol, item.what, item.path), item)
    return tuple(sorted(found.values(), key=lambda item: (item.path, item.line, item.symbol)))


def _made(linked: Linked) -> Iterator[Connected]:
    """Yield what calls connect."""
    evaluator = linked.evaluator
    program = evaluator.program
    rows = {
        name: row.what
        for name, row in evaluator.models.reports.connections.items()
        if name.partition(".")[0] in program.imported_packages
    }
    calls = list(Subjects(linked, rows).calls())
    loaded = serving_files(linked) if calls else frozenset()
    for at, site, call, subject in calls:
        is_served = at.file in loaded or linked.phases.chain(at) is not None
        if not is_served or linked.is_offline(at) or _is_local(linked, at, call, subject):
            continue
        if not _is_meant(linked, at, call, subject):
            continue
        scope = program.scope(at)
        symbol, span = named(program, at, call, site.call, subject)
        owner = program.enclosing_class(at)
        if scope.kind == "function" and Result(site.call) in scope.returns:
            symbol = f"{scope.name}()"
        elif owner is not None and "." in symbol:
            symbol = f"{program.scope(owner).name}.{symbol.partition('.')[2]}"
        elif at.scope and "." not in symbol:
            symbol = f"{symbol} in {scope.name}()"
        yield Connected(symbol, rows[subject], span.path, span.line)


def _is_meant(linked: Linked, at: ScopeId, call: Call, subject: str) -> bool:
    """Whether CALL connects to what its row says: a client of many services is told which."""
    row = linked.evaluator.models.reports.connections[subject]
    return not row.values or any(
        part_text(ref.value) in row.values
        for value in arguments(call, row.argument)
        for ref in linked.evaluator.evaluate(at, value)
    )


def _is_local(linked: Linked, at: ScopeId, call: Call, subject: str) -> bool:
    """Whether an argument says that what CALL makes is in one instance after all."""
    evaluator = linked.evaluator
    for row in evaluator.models.resources.get(subject, ()):
        for value in arguments(call, row.argument):
            found = verdicts(evaluator, row, evaluator.evaluate(at, value))
            if found and all(item.lives != "shared" and not item.variable for item in found):
                return True
    return False


def _set(linked: Linked) -> Iterator[Connected]:
    """Yield what settings choose."""
    if not linked.serves:
        return
    for source in linked.settings.sources:
        for name, rows in linked.evaluator.models.chosen.items():
            what = WORDS.get(rows[0].kind, "")
            if not what or "{" in name:
                continue
            values = linked.settings.answer(source, name).values
            for setting in values:
                told = _told(linked, rows[0], setting)
                if told is not None:
                    kept = "Redis" if "redis" in told.lower() else what
                    symbol = f"{setting.path} = {told}" if told else setting.path
                    yield Connected(symbol, kept, setting.span.path, setting.span.line)


def _told(linked: Linked, row: ResourceRow, setting: Setting) -> str | None:
    """Return in words what a setting says of a store that is shared; None if it says none."""
    value = setting.value
    if value is None or isinstance(value, Tree):
        return None
    if isinstance(value, EnvironmentValue) and value.default is None:
        return f"${value.variable}" if row.kind in NEEDED else None
    found = verdicts(linked.evaluator, row, [Ref(value)])
    if not found or any(item.lives != "shared" for item in found):
        return None
    text = found[0].value
    if not text or text == HOLE or NOTHING.search(text) or (row.brief and text in row.brief):
        return None
    return shown(text)


def shown(text: str) -> str:
    """Return what of the TEXT of a setting may be shown: of an address nothing but its kind."""
    address = ADDRESS.match(text)
    if address is not None:
        return f"{address[1]}://..."
    return text if re.fullmatch(r"[\w.]+", text) else ""
