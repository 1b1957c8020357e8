"""Reads model files into look-up tables."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import tomli

from hidden_state.models.entry import add_entry, check_entry
from hidden_state.models.errors import ModelError
from hidden_state.models.file_tables import add_files
from hidden_state.models.library import LibraryRow
from hidden_state.models.logs import add_logging
from hidden_state.models.report import add_for_reports
from hidden_state.models.rows import positions
from hidden_state.models.schema import ModelFile
from hidden_state.models.server import add_servers
from hidden_state.models.tables import (
    ClassRow,
    EffectRow,
    EnvironmentRow,
    InvokeRow,
    Models,
    ResourceRow,
    SchedulerRow,
    SharedRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hidden_state.models.resource import Resource

SCHEMA_VERSION = b"1"


def load(extra: Sequence[Path] = ()) -> Models:
    """Return what the shipped model files and these say; the last row for a name counts."""
    return build(parse(file, data) for file, data in _sources(extra))


def digest(extra: Sequence[Path] = ()) -> bytes:
    """Return what identifies the content of the shipped model files and these."""
    hasher = hashlib.blake2b(SCHEMA_VERSION, digest_size=16)
    for file, data in _sources(extra):
        hasher.update(f"{file.name}\0{len(data)}\0".encode())
        hasher.update(data)
    return hasher.digest()


def shipped() -> list[Path]:
    """Return the model files that come with the package."""
    return sorted(Path(__file__).parent.glob("*.toml"))


def parse(file: Path, data: bytes) -> ModelFile:
    """Return what one model file says."""
    try:
        content = tomli.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ModelError(file, "", f"not UTF-8: {error.reason}") from error
    except (ValueError, RecursionError) as error:
        raise ModelError(file, "", f"not valid TOML: {error}") from error
    try:
        model = msgspec.convert(content, ModelFile)
    except msgspec.ValidationError as error:
        from hidden_state.models.faults import explain  # slow to import, and seldom needed

        raise explain(file, error) from error
    for number, entry in enumerate(model.entry):
        check_entry(file, f"entry[{number}]", entry)
    return model


def build(files: Iterable[ModelFile]) -> Models:
    """Return the tables that hold the rows of these files."""
    models = Models()
    for file in files:
        models.libraries[file.library] = LibraryRow(
            file.distributions, file.documentation, file.extends
        )
        for entry in file.entry:
            add_entry(models, file.library, entry)
        _add_facts(models, file)
        _add_calls(models, file)
        _add_resources(models, file)
        _add_secrets(models, file)
        add_files(models, file)
        add_servers(models.servers, file)
        add_logging(models.logging, file)
        add_for_reports(models.reports, file)
    return models


def _sources(extra: Sequence[Path]) -> Iterable[tuple[Path, bytes]]:
    """Yield each model file with its content."""
    for file in (*shipped(), *extra):
        try:
            data = file.read_bytes()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise ModelError(file, "", f"cannot be read: {reason}") from error
        yield file, data


def _resource(file: ModelFile, thing: Resource) -> ResourceRow:
    """Return a resource as it is looked up; the file's documentation holds where it has none."""
    return ResourceRow(
        file.library,
        thing.kind,
        thing.default,
        positions(thing.argument),
        thing.later,
        thing.settings,
        thing.memory,
        thing.disk,
        thing.shared,
        thing.brief,
        thing.otherwise,
        thing.keys,
        thing.memory_by,
        thing.disk_by,
        thing.shared_by,
        thing.uses,
        thing.types,
        thing.statements,
        thing.acts,
        thing.wraps,
        thing.attributes,
        thing.bases,
        tuple(thing.through.items()),
        thing.effect,
        thing.instead,
        thing.documentation or file.documentation,
        thing.pickled,
        thing.pickles,
    )


def _add_facts(models: Models, file: ModelFile) -> None:
    """Put what names are, and what replaces them, into the tables."""
    for thing in file.object:
        models.objects.update(dict.fromkeys(thing.names, thing.kind))
    for class_ in file.class_:
        how = (class_.copies_defaults, class_.decorator, class_.from_environment)
        row = ClassRow(file.library, class_.bases, *how)
        models.classes.update(dict.fromkeys(class_.names, row))
    for attribute in file.attribute:
        models.attributes.update(dict.fromkeys(attribute.names, attribute.type))
    for hint in file.hint:
        models.hints[file.library, hint.category] = hint.text


def _add_calls(models: Models, file: ModelFile) -> None:
    """Put what calls do into the tables."""
    for invoke in file.invoke:
        row = InvokeRow(file.library, invoke.callable, invoke.runs, invoke.leaves)
        models.invokes.update(dict.fromkeys(invoke.names, row))
    for clock in file.scheduler:
        running = SchedulerRow(file.library, clock.by, clock.starts)
        models.schedulers.update(dict.fromkeys(clock.names, running))
    for effect in file.effect:
        does = EffectRow(effect.does, positions(effect.mode))
        models.effects.update(dict.fromkeys(effect.names, does))
        for kind in effect.of or ("",):
            methods = models.methods.setdefault(kind, {})
            methods.update(dict.fromkeys(effect.methods, effect.does))
    for wrapper in file.wrapper:
        models.wrappers.update(dict.fromkeys(wrapper.names, wrapper.makes))
    for reading in file.environment:
        reads = EnvironmentRow(
            reading.variable,
            positions(reading.default),
            reading.required,
            reading.named,
            reading.declared_by,
        )
        models.environments.update(dict.fromkeys(reading.names, reads))
    for modules in file.settings:
        models.settings_modules[modules.variable] = modules.marks
    for store in file.shared:
        given = positions(store.argument), store.values
        known = SharedRow(store.what, store.serves, store.distributions, *given)
        models.shared.update(dict.fromkeys(store.names, known))
    for switch in file.switch:
        models.switches.update(dict.fromkeys(switch.names, switch.what))


def _add_secrets(models: Models, file: ModelFile) -> None:
    """Put what makes secrets, and what takes them, into the tables."""
    for random in file.random:
        table = models.identities if random.process else models.randoms
        table.update(dict.fromkeys(random.names, random.key))
    for secret in file.secret:
        models.secrets.update(dict.fromkeys(secret.names, positions(secret.argument)))


def _add_resources(models: Models, file: ModelFile) -> None:
    """Put what calls make, or settings choose, into the tables; a name may have several rows."""
    for thing in file.resource:
        made = _resource(file, thing)
        table = models.chosen if thing.by == "setting" else models.resources
        for name in thing.names:
            table[name] = (*table.get(name, ()), made)
