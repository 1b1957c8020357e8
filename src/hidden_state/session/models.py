"""What is known of libraries: from the cache while no model file changed, else from the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hidden_state.cache.files import digest
from hidden_state.config import ConfigurationError, Problem
from hidden_state.models import ModelError, decode, encode, load
from hidden_state.session.fingerprint import models_digest
from hidden_state.session.installed_models import installed_models

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hidden_state.cache.store import Store
    from hidden_state.config import Config
    from hidden_state.models import Models

NAME = "models"


def known_models(config: Config, tool: Mapping[str, bytes], store: Store) -> Models:
    """Return the models, installed and own ones too; TOOL holds the hashes of the tool's files.

    A model file that is wrong is a `ConfigurationError`.
    """
    installed = installed_models()
    key = digest(models_digest(tool, config.models), *(_content(path) for path in installed))
    body = store.kept(NAME)
    if body.startswith(key):
        try:
            return decode(body[len(key) :])
        except (msgspec.MsgspecError, UnicodeError):
            pass
    try:
        models = load((*installed, *config.models))
    except ModelError as error:
        problem = Problem(error.file, error.key, error.message)
        raise ConfigurationError([problem]) from error
    store.keep(NAME, key + encode(models))
    return models


def _content(path: Path) -> bytes:
    """Return what a file holds; that it cannot be read is told by whoever needs it."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
