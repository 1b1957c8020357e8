"""One state on disk as one holding: its name, its writes, its readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.files import text as texts
from hidden_state.project.files.purposes import (
    CACHE,
    DATA,
    LOG,
    SECRET,
    SETTINGS,
    UPLOAD,
    Purpose,
    by_names,
)
from hidden_state.project.files.reading_back import read_back
from hidden_state.project.holding import Holding, Use
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from hidden_state.project.files.contents import Reading
    from hidden_state.project.files.core import Named
    from hidden_state.project.files.escapes import Escape
    from hidden_state.project.files.touches import Touch
    from hidden_state.project.linked import Linked
    from hidden_state.project.phases import Chain

SCRATCH = frozenset({"tmp", "temp", "temporary", "scratch", "tempdir", "tmpdir", "gettempdir"})
MARKS = frozenset({"pid", "lock", "pidfile", "lockfile"})
"""Words of files that only say that a process of this machine is running."""
LISTED = frozenset({"make", "delete"})


class Group(NamedTuple):
    """The writes of one state, and what else serving does to it."""

    key: str
    writes: tuple[Touch, ...]
    others: tuple[Touch, ...]
    escape: Escape | None = None


class Described(NamedTuple):
    """A state on disk with what the project calls it, and where, and what it is for.

    `is_named` says that a name, or a setting, of the project stands for the place.
    """

    group: Group
    symbol: str
    span: Span
    is_named: bool
    purpose: Purpose


def described(linked: Linked, group: Group, reading: Reading) -> Described:
    """Return what is to be said of a group."""
    symbol, span, is_named = named_state(linked, group)
    purpose = _purpose(linked, group, reading, symbol)
    return Described(group, symbol, span, is_named, purpose)


def as_holding(linked: Linked, state: Described) -> Holding:
    """Return the holding of a state."""
    group = state.group
    used = sorted(
        ((touch.chain, _use(linked, touch, touch.chain)) for touch in group.writes if touch.chain),
        key=lambda pair: (pair[0].weak, len(pair[1].chain), pair[1].path, pair[1].line),
    )
    chain = used[0][0]
    uses = [use for _, use in used]
    uses.extend(
        _use(linked, touch, touch.chain)
        for touch in group.others
        if (touch.found.does in LISTED or touch.is_source) and touch.chain is not None
    )
    once = {(use.path, use.line, use.column): use for use in reversed(uses)}
    return Holding(
        state.purpose.kind,
        "disk",
        state.symbol,
        group.writes[0].found.subject,
        state.span,
        read_back(linked, group),
        tuple(reversed(once.values())),
        linked.entrance(chain.entry),
        "likely" if chain.weak else "certain",
        purpose=state.purpose.purpose,
    )


def _purpose(linked: Linked, group: Group, reading: Reading, symbol: str) -> Purpose:
    """Return what a state is for, and which kind that makes it."""
    contents = [reading.of(touch.found) for touch in group.writes]
    meant = by_names([symbol.rpartition(".")[2], texts.shown(group.key)])
    given = {touch.found.row.purpose for touch in group.writes} - {""}
    if SETTINGS in given:
        return Purpose("file", SETTINGS)
    if UPLOAD in given or any(item.is_upload for item in contents):
        return Purpose("upload", UPLOAD)
    if group.key.startswith((texts.KEPT, *texts.TEMPORARY)) or texts.is_machine(group.key):
        return Purpose("temporary", "")
    if all(touch.found.does in ("move", "delete") for touch in group.writes):
        return Purpose("moved", meant)
    formats = {name for item in contents for name in item.formats}
    read = {
        name
        for touch in group.others
        if touch.found.does == "read" and touch.key == group.key and touch.chain is not None
        for name in reading.of(touch.found).formats
    }
    if formats & read and meant != CACHE:
        return Purpose("data file", meant if meant in (SETTINGS, SECRET) else DATA)
    if given:
        return Purpose("artefact", min(given))
    functions = (linked.evaluator.program.scope(touch.found.at).name for touch in group.writes)
    purpose = meant or by_names(functions) or (DATA if formats else "")
    return Purpose("file", DATA if purpose == LOG and read_back(linked, group) else purpose)


def _use(linked: Linked, touch: Touch, chain: Chain) -> Use:
    found = touch.found
    name = found.subject.rpartition(".")[2]
    how = f"command {found.subject}" if found.step else f"{name}()"
    return linked.use(found.at, found.call.line, found.call.column, how, chain)


def named_state(linked: Linked, group: Group) -> tuple[str, Span, bool]:
    """Return what the project calls a state, and where; the first write where nothing does.

    The last says whether anything does.  What a command line is made of comes after settings.
    """
    ordered = sorted(group.writes, key=lambda item: (_reach(item), _place(linked, item)))
    named = _named(group.key, [touch for touch in ordered if not touch.found.step])
    setting = texts.setting_of(group.key) if named is None else ""
    for found in linked.settings.values(setting) if setting else ():
        if found.value is not None:
            return setting, found.span, True
    named = named or _named(group.key, ordered)
    if named is not None:
        return named.symbol, named.span, True
    program = linked.evaluator.program
    first = next((touch for touch in ordered if touch.key == group.key), ordered[0])
    symbol = texts.shown(group.key)
    if not symbol.replace("{}", "").strip("/."):
        symbol = _function(linked, first)
    call = first.found.call
    path = program.paths[first.found.at.file]
    span = Span(path, call.line, call.column, call.line, call.column + len(symbol))
    return symbol, span, False


def _named(key: str, writes: list[Touch]) -> Named | None:
    """Return a name that stands for the state under KEY."""
    names = (named for touch in writes for named in touch.climbed.names)
    return next((named for named in names if named.text == key), None)


def _reach(touch: Touch) -> tuple[bool, int]:
    """Order writes by how near they are to where serving begins."""
    chain = touch.chain
    return (chain.weak, len(chain.steps)) if chain is not None else (True, 0)


def _place(linked: Linked, touch: Touch) -> tuple[str, int]:
    return linked.evaluator.program.paths[touch.found.at.file], touch.found.call.line


def _function(linked: Linked, touch: Touch) -> str:
    """Return the function that a touch is in, a method with its class."""
    program = linked.evaluator.program
    name = program.scope(touch.found.at).name
    class_id = program.enclosing_class(touch.found.at)
    return f"{program.scope(class_id).name}.{name}" if class_id is not None else name
