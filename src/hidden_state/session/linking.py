"""Extract what is not known, and link it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hidden_state.cache.files import digest
from hidden_state.config import ConfigurationError, Problem
from hidden_state.logs import Logs

if TYPE_CHECKING:
    from pathlib import Path

    from hidden_state.cache.store import Store
    from hidden_state.config import Config
    from hidden_state.facts import Facts
    from hidden_state.finding import Finding
    from hidden_state.oracle import Oracle
    from hidden_state.project import Project
    from hidden_state.scaling import Deployment
    from hidden_state.session.flow import Progress
    from hidden_state.session.sources import State


class Linking(NamedTuple):
    """A linked project, the facts that it is made of, and the files that have none.

    `name` is the same for other text with the same facts, empty where there is no cache; `deployed`
    is what files that are no code say of the deployment, by path.
    """

    project: Project
    facts: dict[str, Facts]
    faulty: tuple[Finding, ...]
    name: bytes
    oracle: Oracle | None
    deployed: dict[str, Deployment]


def link_project(
    config: Config,
    state: State,
    store: Store,
    progress: Progress | None,
    folders: tuple[Path, ...],
) -> Linking:
    """Return the project of STATE, linked; FOLDERS are those of installed packages."""
    from hidden_state.project import link
    from hidden_state.session.chosen import check_settings
    from hidden_state.session.dependencies import dependencies
    from hidden_state.session.deployment.reading import deployments
    from hidden_state.session.extraction import collect
    from hidden_state.session.fingerprint import extraction_digest
    from hidden_state.session.models import known_models

    models = known_models(config, state.tool.hashes, store)
    kind = extraction_digest(state.tool.hashes)
    found = collect(config, state.project, state.unsaved, store, kind, progress)
    packaging = state.packaging
    listed = ((path, packaging.contents[name]) for path, name in packaging.hashes.items())
    oracle = _oracle(folders, store)
    tool = digest(*sorted(state.tool.hashes.values()))
    deployed = deployments(state.deployment, models.servers, tool, store)
    told = tuple(item for file in deployed.values() for item in file.scalings)
    logs = Logs(
        tuple(item for file in deployed.values() for item in file.handlers),
        tuple(item for file in deployed.values() for item in file.options),
    )
    project = link(found.facts, models, dependencies(listed), oracle, config.settings, told, logs)
    check_settings(config, project)
    return Linking(project, *found, oracle, deployed)


def remember(linking: Linking, store: Store) -> None:
    """Let STORE keep what the oracle has learned of installed packages."""
    if linking.oracle is not None and linking.oracle.has_learned:
        store.save_answers(linking.oracle.remembered())


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
