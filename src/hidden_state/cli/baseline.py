"""The options of `check` that are about the baseline, and what they do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from hidden_state.cli import terminal
from hidden_state.cli.usage import UsageError
from hidden_state.configuration import shown
from hidden_state.words import counted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hidden_state.baseline.comparison import Match
    from hidden_state.baseline.entry import Entry
    from hidden_state.config import Config
    from hidden_state.finding import Result
    from hidden_state.session import Examination, Progress

DEFAULT = "hidden-state-baseline.jsonl"
MODES = ("write_baseline", "check_baseline", "prune_baseline")
OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "baseline": {"metavar": "FILE", "help": "report only what FILE does not know"},
    "write-baseline": {"action": "store_true", "help": "make the findings known: write the file"},
    "check-baseline": {"action": "store_true", "help": "fail if it knows what is not there"},
    "prune-baseline": {"action": "store_true", "help": "remove from it what is not there"},
}


def prepare(options: argparse.Namespace, configs: Sequence[Config]) -> list[Config]:
    """Return CONFIGS as the baseline options want them, or raise UsageError."""
    modes = [mode for mode in MODES if vars(options)[mode]]
    names = [f"--{mode.replace('_', '-')}" for mode in modes]
    if len(modes) > 1:
        raise UsageError(f"{' and '.join(names)} do not go together")
    if (modes or options.baseline) and len(configs) > 1:
        roots = ", ".join(shown(config.root) for config in configs)
        raise UsageError(f"{(*names, '--baseline')[0]} is about one project, not about {roots}")
    for config in configs:
        if modes and not options.write_baseline and config.baseline is None:
            message = "needs a baseline: --baseline FILE, or the key `baseline`"
            raise UsageError(f"{names[0]} {message}")
    return list(configs)


def examine(
    options: argparse.Namespace,
    config: Config,
    targets: Sequence[Path],
    overlay: Mapping[Path, bytes],
    progress: Progress | None,
) -> tuple[Result, bool]:
    """Return what is found, and whether the baseline is as it should be; change it if asked to."""
    from hidden_state import session

    if not any(vars(options)[mode] for mode in MODES):
        return session.check(config, targets, overlay, progress), True
    if options.write_baseline:
        return _write(config, targets, overlay, progress), True
    found = session.examine(config, targets, overlay, progress)
    is_current = _prune(config, found) if options.prune_baseline else _judge(config, found)
    return found.result, is_current


def _write(
    config: Config,
    targets: Sequence[Path],
    overlay: Mapping[Path, bytes],
    progress: Progress | None,
) -> Result:
    """Write the baseline that knows what is found, return what is left to say."""
    from hidden_state import session
    from hidden_state.baseline.entry import entry_of
    from hidden_state.finding import Accepted
    from hidden_state.tool import CATEGORY

    file = _file(config)
    present = replace(config, baseline=file if os.path.lexists(file) else None)
    found = session.examine(present, targets, overlay, progress)
    result = found.result
    new = [item for item in result.findings if item.category != CATEGORY]
    kept = list(_kept(found))
    _save(file, [*kept, *map(entry_of, new)])
    dropped = f", {counted(len(found.stale), 'stale entry')} dropped" if found.stale else ""
    known = counted(len(kept) + len(new), "finding")
    terminal.complain(f"{shown(file)} knows {known}, {len(new)} of them new{dropped}", 0)
    if config.baseline is None:
        key = Path(os.path.relpath(file, config.root)).as_posix()
        terminal.complain(f'to use it, set baseline = "{key}" in [tool.hidden-state]', 0)
    path = os.path.relpath(file, config.root)
    accepted = (Accepted(finding=item, by="baseline", path=path, line=1) for item in new)
    return replace(
        result,
        findings=tuple(item for item in result.findings if item.category == CATEGORY),
        accepted=(*result.accepted, *accepted),
    )


def _prune(config: Config, found: Examination) -> bool:
    """Remove from the baseline what is not there any more, and follow files that were renamed."""
    file, moved = _file(config), _moved(found)
    if found.stale or moved:
        _save(file, _kept(found))
    dropped = counted(len(found.stale), "stale entry")
    followed = f", {counted(len(moved), 'entry')} moved to another file" if moved else ""
    terminal.complain(f"{shown(file)}: {dropped} removed{followed}", 0)
    return True


def _judge(config: Config, found: Examination) -> bool:
    """Say what the baseline knows that is not there any more, answer whether there is nothing."""
    from hidden_state.fingerprints import identity_of

    file = shown(_file(config))
    accepted = {
        (item.finding.path, identity_of(item.finding))
        for item in found.result.accepted
        if item.by != "baseline"
    }
    for line in found.stale:
        entry = line.entry
        place = f"{file}:{line.number}: {entry.code} `{entry.symbol}` in {entry.path}"
        is_accepted = (entry.path, entry.fingerprint) in accepted
        terminal.complain(f"{place} is {'accepted' if is_accepted else 'not found any more'}", 0)
    for match in _moved(found):
        entry = match.line.entry
        place = f"{file}:{match.line.number}: {entry.code} `{entry.symbol}` of {entry.path}"
        terminal.complain(f"{place} is in {match.finding.path} now", 0)
    if found.stale:
        stale = counted(len(found.stale), "stale entry")
        terminal.complain(f"{stale}: remove with --prune-baseline", 0)
    return not found.stale


def _kept(found: Examination) -> Iterator[Entry]:
    """Yield the entries that a baseline keeps: all but the stale, in the files they are in now."""
    if found.comparison is None:
        return
    for match in found.comparison.known:
        yield replace(match.line.entry, path=match.finding.path)
    stale = {line.number for line in found.stale}
    for line in found.comparison.unmatched:
        if line.number not in stale:
            yield line.entry


def _moved(found: Examination) -> list[Match]:
    comparison = found.comparison
    return [match for match in comparison.known if match.has_moved] if comparison else []


def _file(config: Config) -> Path:
    return config.baseline or config.root / DEFAULT


def _save(file: Path, entries: Iterable[Entry]) -> None:
    from hidden_state.baseline.entry import write

    try:
        write(file, entries)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{shown(file)}: cannot be written: {reason}") from error
