"""Extract what is not known, and link it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from hidden_state.cache.files import digest
from hidden_state.config import ConfigurationError, Problem
from hidden_state.logs import Logs

if TYPE_CHECKING:
    from pathlib import Path

    from hidden_state.cache.store import Store
    from hidden_state.config import Config
    from hidden_state.models import Models
    from hidden_state.oracle import Oracle
    from hidden_state.project import Project
    from hidden_state.scaling import Deployment
    from hidden_state.session.extraction import Collected
    from hidden_state.session.flow import Progress
    from hidden_state.session.sources import State


class Linking:
    """The facts of all files, and the project that they make, linked when it is asked for."""

    def __init__(
        self,
        config: Config,
        state: State,
        store: Store,
        folders: tuple[Path, ...],
        found: Collected,
    ) -> None:
        """Take what is FOUND in the files of STATE; FOLDERS are those of installed packages."""
        self._config = config
        self._state = state
        self._store = store
        self._folders = folders
        self.found = found

    @cached_property
    def project(self) -> Project:
        """The project."""
        from hidden_state.project import link
        from hidden_state.session.chosen import check_settings
        from hidden_state.session.dependencies import dependencies
        from hidden_state.session.deployment.environment import environment

        packaging = self._state.packaging
        listed = ((path, packaging.contents[name]) for path, name in packaging.hashes.items())
        files = self.deployed.values()
        told = tuple(item for file in files for item in file.scalings)
        logs = Logs(
            tuple(item for file in files for item in file.handlers),
            tuple(item for file in files for item in file.options),
        )
        known = (self._models, dependencies(listed), self.oracle)
        around = environment(self.deployed)
        project = link(self.found.facts, *known, self._config.settings, told, logs, around)
        check_settings(self._config, project)
        return project

    @cached_property
    def deployed(self) -> dict[str, Deployment]:
        """What files that are no code say of the deployment, by path."""
        from hidden_state.session.deployment.reading import deployments

        tool = digest(*sorted(self._state.tool.hashes.values()))
        return deployments(self._state.deployment, self._models.servers, tool, self._store)

    @cached_property
    def oracle(self) -> Oracle | None:
        """Who answers for installed packages."""
        return _oracle(self._folders, self._store)

    @cached_property
    def _models(self) -> Models:
        from hidden_state.session.models import known_models

        return known_models(self._config, self._state.tool.hashes, self._store)


def gather(
    config: Config,
    state: State,
    store: Store,
    progress: Progress | None,
    folders: tuple[Path, ...],
) -> Linking:
    """Return the facts of STATE, ready to be linked; FOLDERS are those of installed packages."""
    from hidden_state.session.extraction import collect
    from hidden_state.session.fingerprint import extraction_digest

    kind = extraction_digest(state.tool.hashes)
    found = collect(config, state.project, state.unsaved, store, kind, progress)
    return Linking(config, state, store, folders, found)


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
