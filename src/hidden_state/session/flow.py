"""Discover, compare with what is known, extract, link, judge."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from hidden_state.acceptance import Remarks
from hidden_state.cache.files import digest
from hidden_state.cache.store import Judgement, Store, open_store
from hidden_state.config import ConfigurationError, Problem
from hidden_state.discovery import discover, key_of
from hidden_state.finding import Finding
from hidden_state.session.fingerprint import extraction_digest, installed, tool_sources
from hidden_state.session.packaging import dependency_files
from hidden_state.session.sources import Snapshot, lay_over, pairs, take_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from hidden_state.config import Config
    from hidden_state.oracle import Oracle

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many of how many files are extracted."""


class Analysis(msgspec.Struct, frozen=True):
    """Everything found in a project; paths are relative to its root."""

    paths: tuple[str, ...]
    findings: tuple[Finding, ...]
    remarks: Remarks
    warnings: tuple[str, ...]
    failures: tuple[str, ...] = ()


class State(msgspec.Struct, frozen=True):
    """What there is to analyse: the project's files and packaging, the tool, and unsaved text."""

    project: Snapshot
    tool: Snapshot
    packaging: Snapshot
    unsaved: frozenset[str]


def analyse(
    config: Config,
    named: Iterable[Path] = (),
    overlay: Mapping[Path, bytes] | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Return everything found in the project, from the cache when nothing changed.

    NAMED files and folders belong to the project even when they are excluded.
    """
    with _collector_off():
        store = open_store(config.root, config.cache_dir) if config.cache else Store(None)
        state, faults = _look(config, named, overlay or {}, store)
        folders = _folders(config)
        key = _digest(config, state, folders)
        judgement = store.judgement(key)
        failures: tuple[str, ...] = ()
        if judgement is None:
            judgement, failures = _judge(config, state, store, progress, folders)
            if not state.unsaved and not failures:
                store.save_judgement(key, judgement)
        unreadable = _unreadable({**faults, **state.project.faults})
        findings = judgement.findings
        if unreadable:
            findings = tuple(sorted((*findings, *unreadable), key=position))
        paths = (*state.project.hashes, *state.project.faults)
        remarks = Remarks(judgement.noqa, judgement.acceptances)
        return Analysis(paths, findings, remarks, tuple(store.warnings), failures)


def _look(
    config: Config, named: Iterable[Path], overlay: Mapping[Path, bytes], store: Store
) -> tuple[State, dict[str, str]]:
    """Return the present state, and what could not be listed; remember what was read."""
    now = time.time_ns()
    files = [os.path.realpath(path) for path in named if path not in overlay]
    exclude = (*config.exclude, *config.extend_exclude)
    tree = discover(os.fspath(config.root), exclude, files)
    known = store.index()
    project = take_snapshot(tree.sources, known, now)
    # What the tool itself says is asked for only to tell whether a cache entry is of this version.
    own = tool_sources(config.models) if store.folder is not None else {}
    tool = take_snapshot(own, known, now)
    packaging = take_snapshot(dependency_files(os.fspath(config.root)), {}, now)
    store.save_index(known, {**project.known, **tool.known})
    unsaved = {
        key_of(os.fspath(config.root), os.path.realpath(path)): content
        for path, content in overlay.items()
    }
    if unsaved:
        project = lay_over(project, unsaved)
    return State(project, tool, packaging, frozenset(unsaved)), tree.faults


def _folders(config: Config) -> tuple[Path, ...]:
    """Return the folders of packages in the environment that CONFIG names."""
    if config.environment is None:
        return ()
    from hidden_state.oracle.environment import package_folders

    folders = package_folders(config.environment)
    if not folders:
        message = "no environment with installed packages"
        raise ConfigurationError([Problem(os.fspath(config.environment), "environment", message)])
    return folders


def _digest(config: Config, state: State, folders: Iterable[Path]) -> bytes:
    """Return what the findings depend on."""
    chosen = (name.encode() for name in config.settings)
    tool = sorted(state.tool.hashes.values())
    packaging = state.packaging.hashes.values()
    beside = installed(map(os.fspath, folders))
    return digest(beside, *chosen, b"", *tool, b"", *packaging, b"", *pairs(state.project.hashes))


def _judge(
    config: Config,
    state: State,
    store: Store,
    progress: Progress | None,
    folders: tuple[Path, ...],
) -> tuple[Judgement, tuple[str, ...]]:
    """Return what the rules say about the project, and what failed of the analysis."""
    from hidden_state.checker import judge
    from hidden_state.project import link
    from hidden_state.session.catalog import checkers
    from hidden_state.session.chosen import check_settings
    from hidden_state.session.dependencies import dependencies
    from hidden_state.session.extraction import collect
    from hidden_state.session.models import known_models

    models = known_models(config, state.tool.hashes, store)
    rules = [checker() for checker in checkers()]
    kind = extraction_digest(state.tool.hashes)
    facts, faulty = collect(config, state.project, state.unsaved, store, kind, progress)
    packaging = state.packaging
    listed = ((path, packaging.contents[name]) for path, name in packaging.hashes.items())
    oracle = _oracle(folders, store)
    project = link(facts, models, dependencies(listed), oracle, config.settings)
    check_settings(config, project)
    findings = judge(project, rules)
    if oracle is not None and oracle.has_learned:
        store.save_answers(oracle.remembered())
    acceptances = {path: fact.acceptances for path, fact in facts.items() if fact.acceptances}
    spoken_of = {finding.path for finding in findings} | acceptances.keys()
    said = {path: facts[path].comments for path in sorted(spoken_of & facts.keys())}
    noqa = {path: comments for path, comments in said.items() if comments}
    everything = tuple(sorted((*findings, *faulty), key=position))
    return Judgement(everything, noqa, acceptances), tuple(project.failures)


def _oracle(folders: tuple[Path, ...], store: Store) -> Oracle | None:
    """Return who answers for installed packages, with what was answered before."""
    if not folders:
        return None
    from importlib.util import find_spec

    if find_spec("astroid") is None:
        message = "needs astroid: pip install 'flake8-hidden-state[oracle]'"
        raise ConfigurationError([Problem("", "environment", message)])
    from hidden_state.oracle import Oracle

    return Oracle(folders, store.answers())


def _unreadable(faults: Mapping[str, str]) -> tuple[Finding, ...]:
    if not faults:
        return ()
    from hidden_state.session.unreadable import unreadable

    return tuple(unreadable(path, message) for path, message in faults.items())


def position(finding: Finding) -> tuple[str, int, int, str]:
    """Return what findings are sorted by."""
    return (finding.path, finding.line, finding.column, finding.code)


@contextmanager
def _collector_off() -> Iterator[None]:
    """Keep the collector from walking through records that hold no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
