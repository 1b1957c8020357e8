"""Discover, compare with what is known, extract, link, judge."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from hidden_state.acceptance import Remarks
from hidden_state.cache.files import digest
from hidden_state.cache.store import Judgement, Store, open_store
from hidden_state.config import ConfigurationError, Problem
from hidden_state.discovery import discover, key_of
from hidden_state.session.deployment.files import is_wanted
from hidden_state.session.fingerprint import installed, tool_sources
from hidden_state.session.packaging import dependency_files
from hidden_state.session.sources import State, lay_over, pairs, take_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from hidden_state.config import Config
    from hidden_state.finding import Finding
    from hidden_state.project import Project
    from hidden_state.session.linking import Linking
    from hidden_state.survey import Survey

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many of how many files are extracted."""


class Analysis(NamedTuple):
    """Everything found in a project; paths are relative to its root."""

    paths: tuple[str, ...]
    findings: tuple[Finding, ...]
    remarks: Remarks
    warnings: tuple[str, ...]
    failures: tuple[str, ...] = ()
    survey: Survey | None = None


def analyse(
    config: Config,
    named: Iterable[Path] = (),
    overlay: Mapping[Path, bytes] | None = None,
    progress: Progress | None = None,
    *,
    surveys: bool = False,
) -> Analysis:
    """Return everything found in the project, from the cache when nothing changed.

    NAMED files and folders belong to the project even when they are excluded.  With SURVEYS, what
    a report needs besides the findings is there too.
    """
    with _collector_off():
        store = open_store(config.root, config.cache_dir) if config.cache else Store(None)
        state, faults = _look(config, named, overlay or {}, store)
        folders = _folders(config)
        key = _digest(config, state, folders, pairs(state.project.hashes))
        judgement = store.judgement(key)
        survey = _kept_survey(store, key) if surveys and judgement is not None else None
        failures: tuple[str, ...] = ()
        if judgement is None or (surveys and survey is None):
            from hidden_state.session.linking import gather

            linking = gather(config, state, store, progress, folders)
            if judgement is None:
                alike = _digest(config, state, folders, (b"facts", linking.found.name))
                judgement = store.judgement(alike)
                if judgement is None:
                    judgement = _judge(linking, store)
                    failures = tuple(linking.project.failures)
                if not state.unsaved and not failures:
                    store.save_judgement(alike, judgement)
                    store.save_judgement(key, judgement)
            if surveys:
                survey = _survey(linking.project, judgement, state, store, key, config.root)
                failures = tuple(linking.project.failures)
        unreadable = _unreadable({**faults, **state.project.faults})
        findings = judgement.findings
        if unreadable:
            findings = tuple(sorted((*findings, *unreadable), key=position))
        paths = (*state.project.hashes, *state.project.faults)
        remarks = Remarks(judgement.noqa, judgement.acceptances)
        warnings = (*judgement.warnings, *store.warnings)
        return Analysis(paths, findings, remarks, warnings, failures, survey)


def _look(
    config: Config, named: Iterable[Path], overlay: Mapping[Path, bytes], store: Store
) -> tuple[State, dict[str, str]]:
    """Return the present state, and what could not be listed; remember what was read."""
    now = time.time_ns()
    files = [os.path.realpath(path) for path in named if path not in overlay]
    exclude = (*config.exclude, *config.extend_exclude)
    tree = discover(os.fspath(config.root), exclude, files, is_wanted)
    known = store.index()
    project = take_snapshot(tree.sources, known, now)
    # What the tool itself says is asked for only to tell whether a cache entry is of this version.
    own = tool_sources(config.models) if store.folder is not None else {}
    tool = take_snapshot(own, known, now)
    packaging = take_snapshot(dependency_files(os.fspath(config.root)), {}, now)
    deployment = take_snapshot(tree.others, known, now)
    store.save_index(known, {**project.known, **tool.known, **deployment.known})
    unsaved = {
        key_of(os.fspath(config.root), os.path.realpath(path)): content
        for path, content in overlay.items()
    }
    others = {key: text for key, text in unsaved.items() if _is_other(key)}
    if others:
        deployment = lay_over(deployment, others)
    if unsaved.keys() - others.keys():
        project = lay_over(project, {key: unsaved[key] for key in unsaved.keys() - others.keys()})
    return State(project, tool, packaging, frozenset(unsaved), deployment), tree.faults


def _is_other(key: str) -> bool:
    """Whether the file of KEY is read, and is no Python."""
    folder, slash, name = key.rpartition("/")
    return not name.endswith(".py") and is_wanted(name, folder + slash)


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


def _digest(config: Config, state: State, folders: Iterable[Path], told: Iterable[bytes]) -> bytes:
    """Return what the findings depend on; TOLD is what the files of the project say."""
    chosen = (name.encode() for name in config.settings)
    tool = sorted(state.tool.hashes.values())
    packaging = state.packaging.hashes.values()
    beside = installed(map(os.fspath, folders))
    files = (*pairs(state.deployment.hashes), b"", *told)
    return digest(beside, *chosen, b"", *tool, b"", *packaging, b"", *files)


def _judge(linking: Linking, store: Store) -> Judgement:
    """Return what the rules say about the project."""
    from hidden_state.checker import judge
    from hidden_state.session.catalog import checkers
    from hidden_state.session.linking import remember

    findings = judge(linking.project, [checker() for checker in checkers()])
    remember(linking, store)
    facts = linking.found.facts
    deployed = linking.deployed
    acceptances = {path: fact.acceptances for path, fact in facts.items() if fact.acceptances}
    acceptances.update(
        (path, file.acceptances) for path, file in deployed.items() if file.acceptances
    )
    spoken_of = {finding.path for finding in findings} | acceptances.keys()
    said = {path: facts[path].comments for path in sorted(spoken_of & facts.keys())}
    said.update((path, deployed[path].noqa) for path in sorted(spoken_of & deployed.keys()))
    noqa = {path: comments for path, comments in said.items() if comments}
    everything = tuple(sorted((*findings, *linking.found.faulty), key=position))
    faults = (f"{path} is not read: {file.fault}" for path, file in deployed.items() if file.fault)
    return Judgement(everything, noqa, acceptances, tuple(faults))


def _kept_survey(store: Store, key: bytes) -> Survey | None:
    from hidden_state.session.surveying import kept_survey

    return kept_survey(store, key)


def _survey(
    project: Project, judgement: Judgement, state: State, store: Store, key: bytes, root: Path
) -> Survey:
    """Return the survey of PROJECT, and keep it under KEY."""
    from hidden_state.session.surveying import keep_survey, make_survey

    survey = make_survey(project, judgement.findings, state, root)
    if not state.unsaved and not project.failures:
        keep_survey(store, key, survey)
    return survey


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
