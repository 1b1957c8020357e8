"""One state on disk as one holding: its name, its writes, its readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.project.files import text as texts
from hidden_state.project.files.purposes import DATA, SETTINGS, UPLOAD, Purpose, by_names
from hidden_state.project.holding import Holding, Use
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from hidden_state.project.files.contents import Reading
    from hidden_state.project.files.escapes import Escape
    from hidden_state.project.files.touches import Touch
    from hidden_state.project.linked import Linked
    from hidden_state.project.phases import Chain

SCRATCH = frozenset({"tmp", "temp", "temporary", "scratch", "tempdir", "tmpdir", "gettempdir"})
MARKS = frozenset({"pid", "lock", "pidfile", "lockfile"})
"""Words of files that only say that a process of this machine is running."""
LISTED = frozenset({"make", "delete"})
READS = frozenset({"read", "list", "serve"})


class Group(NamedTuple):
    """The writes of one state, and what else serving does to it."""

    key: str
    writes: tuple[Touch, ...]
    others: tuple[Touch, ...]
    escape: Escape | None = None


def as_holding(linked: Linked, group: Group, reading: Reading) -> Holding:
    """Return the holding of a group."""
    used = sorted(
        ((touch.chain, _use(linked, touch, touch.chain)) for touch in group.writes if touch.chain),
        key=lambda pair: (pair[0].weak, len(pair[1].chain), pair[1].path, pair[1].line),
    )
    chain = used[0][0]
    symbol, span = named_state(linked, group)
    kind, purpose = _purpose(linked, group, reading, symbol)
    uses = [use for _, use in used]
    uses.extend(
        _use(linked, touch, touch.chain)
        for touch in group.others
        if (touch.found.does in LISTED or touch.is_source) and touch.chain is not None
    )
    once = {(use.path, use.line, use.column): use for use in reversed(uses)}
    return Holding(
        kind,
        "disk",
        symbol,
        group.writes[0].found.subject,
        span,
        _read_back(linked, group, chain),
        tuple(reversed(once.values())),
        linked.entrance(chain.entry),
        "likely" if chain.weak else "certain",
        purpose=purpose,
    )


def _purpose(linked: Linked, group: Group, reading: Reading, symbol: str) -> Purpose:
    """Return what a state is for, and which kind that makes it."""
    contents = [reading.of(touch.found) for touch in group.writes]
    given = {touch.found.row.purpose for touch in group.writes} - {""}
    if SETTINGS in given:
        return Purpose("file", SETTINGS)
    if UPLOAD in given or any(item.is_upload for item in contents):
        return Purpose("upload", UPLOAD)
    if group.key.startswith((texts.KEPT, *texts.TEMPORARY)) or texts.is_machine(group.key):
        return Purpose("temporary", "")
    if all(touch.found.does in ("move", "delete") for touch in group.writes):
        return Purpose("moved", "")
    formats = {name for item in contents for name in item.formats}
    read = {
        name
        for touch in group.others
        if touch.found.does == "read" and touch.key == group.key and touch.chain is not None
        for name in reading.of(touch.found).formats
    }
    if formats & read:
        return Purpose("data file", DATA)
    if given:
        return Purpose("artefact", min(given))
    names = [symbol, texts.shown(group.key)]
    names.extend(linked.evaluator.program.scope(touch.found.at).name for touch in group.writes)
    return Purpose("file", by_names(names) or ("data" if formats else ""))


def _use(linked: Linked, touch: Touch, chain: Chain) -> Use:
    found = touch.found
    how = found.subject.rpartition(".")[2] + "()"
    return linked.use(found.at, found.call.line, found.call.column, how, chain)


def named_state(linked: Linked, group: Group) -> tuple[str, Span]:
    """Return what the project calls a state, and where; the first write where nothing does."""
    for touch in group.writes:
        for named in touch.climbed.names:
            if named.text == group.key:
                return named.symbol, named.span
    setting = texts.setting_of(group.key)
    for found in linked.settings.values(setting) if setting else ():
        if found.value is not None:
            return setting, found.span
    program = linked.evaluator.program
    own = [touch for touch in group.writes if touch.key == group.key]
    first = min(
        own or group.writes,
        key=lambda item: (program.paths[item.found.at.file], item.found.call.line),
    )
    symbol = texts.shown(group.key)
    if not symbol.replace("{}", "").strip("/."):
        symbol = program.scope(first.found.at).name
    call = first.found.call
    path = program.paths[first.found.at.file]
    return symbol, Span(path, call.line, call.column, call.line, call.column + len(symbol))


def _read_back(linked: Linked, group: Group, chain: Chain) -> str:
    """Return in words who reads a state back, or gets its path, '' where nobody is seen to."""
    program = linked.evaluator.program
    if group.escape is not None:
        path = program.paths[group.escape.at.file].rpartition("/")[2]
        return f"its path is {group.escape.to}, {path}:{group.escape.line}"
    readers = [
        touch
        for touch in group.others
        if (touch.found.does in READS or touch.is_source) and touch.chain
    ]
    if not readers:
        return ""

    def rank(touch: Touch) -> tuple[bool, int, int]:
        other = touch.chain.entry != chain.entry if touch.chain is not None else False
        return not other, touch.found.at.file, touch.found.call.line

    reader = min(readers, key=rank)
    if reader.chain is None:
        return ""
    entrance = linked.entrance(reader.chain.entry)
    path = program.paths[reader.found.at.file].rpartition("/")[2]
    return f"read back by `{entrance.name}`, {path}:{reader.found.call.line}"
