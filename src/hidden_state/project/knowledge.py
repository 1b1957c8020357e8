"""The models as one project asks them: only the libraries it imports, each answer given once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from hidden_state.models.entry import EntryRow
    from hidden_state.models.schema import ObjectKind
    from hidden_state.models.tables import EnvironmentRow, Models
    from hidden_state.oracle import Oracle

Kept = TypeVar("Kept")


class Knowledge:
    """Answers from the models, remembered."""

    def __init__(
        self, models: Models, packages: frozenset[str], oracle: Oracle | None = None
    ) -> None:
        """Take the MODELS and the top-level PACKAGES that the project imports.

        The ORACLE is asked for names that no model covers.
        """
        self._models = models
        self._oracle = oracle
        self._kinds: dict[str, ObjectKind | None] = {}
        self._members: dict[tuple[str, str], tuple[str, ...]] = {}
        self._types: dict[tuple[str, str], str | None] = {}
        self._copying: dict[str, bool] = {}
        self._bases: dict[str, EntryRow | None] = {}
        used = packages | _inherited(models, packages)
        self.decorators = models.decorators
        self.calls = models.calls
        self.settings = models.settings
        self.loose = models.loose
        self.loops = _of_packages(models.loops, used)
        self.attributes = models.attributes
        self.wrappers = models.wrappers
        self.switches = models.switches
        self._environments = models.environments
        self.invokes = _of_packages(models.invokes, used)
        self.leaving = {name: row for name, row in self.invokes.items() if row.leaves is not None}
        self.schedulers = _of_packages(models.schedulers, used)
        self.caches = frozenset(
            name
            for name, kind in models.objects.items()
            if kind == "cache" and name.partition(".")[0] in used and name not in models.resources
        )
        self.applications = frozenset(
            name
            for name, kind in models.objects.items()
            if kind == "application" and name.partition(".")[0] in used
        )
        self.effects = models.effects
        self.methods = models.methods
        self.resources = _of_packages(models.resources, used)
        self.chosen = models.chosen
        self.settings_modules = models.settings_modules
        self.files = _of_packages(models.on_disk.files, used)
        self.paths = models.on_disk.paths
        self.formats = models.on_disk.formats
        self.uploads = models.on_disk.uploads
        self.handovers = models.on_disk.handovers
        self.storages = models.on_disk.storages
        self.commands, self.runners = models.on_disk.commands, models.on_disk.runners
        self.shared = _of_packages(models.shared, packages)
        self.randoms, self.identities = models.randoms, models.identities
        self.secrets = models.secrets
        self.logging = models.logging
        self.servers = models.servers
        self.reports = models.reports
        self.server_calls = _of_packages(models.servers.calls, used)
        self.registering: dict[str, set[int | str]] = {}
        for name, row in _of_packages(models.calls, used).items():
            last = name.rpartition(".")[2]
            self.registering.setdefault(last, set()).update(row.callable)

    def distributions(self, library: str) -> tuple[str, ...]:
        """Return the names of what is installed for the model of LIBRARY."""
        row = self._models.libraries.get(library)
        return row.distributions if row is not None else ()

    def kind_of(self, name: str) -> ObjectKind | None:
        """Return what an outside name is, or what calling it makes."""
        try:
            return self._kinds[name]
        except KeyError:
            return self._kinds.setdefault(name, self._models.kind_of(name))

    def learned_kind(self, name: str) -> str | None:
        """Return what an outside name is by the models or, where they are silent, by its source."""
        kind = self.kind_of(name)
        if kind is None and self._oracle is not None:
            learned = self._oracle.kind_of(name, self._models.kind_of)
            kind = self._kinds[name] = cast("ObjectKind | None", learned)
        return kind

    def member_names(self, class_name: str, attr: str) -> tuple[str, ...]:
        """Return the names under which the models may know a member of an outside class."""
        key = (class_name, attr)
        found = self._members.get(key)
        if found is None:
            found = self._members[key] = self._models.member_names(class_name, attr)
        return found

    def attribute_type(self, class_name: str, attr: str) -> str | None:
        """Return what a member of an outside class is, or what calling it gives."""
        key = (class_name, attr)
        if key not in self._types:
            made = map(self.attributes.get, self._models.member_names(class_name, attr))
            self._types[key] = next(filter(None, made), None)
        return self._types[key]

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Return an outside class and what it inherits, nearest first."""
        return tuple(self._models.ancestors(name))

    def is_known(self, name: str) -> bool:
        """Whether any row is about an outside name, or about something in it."""
        return name in self._known

    @cached_property
    def _known(self) -> frozenset[str]:
        models = self._models
        tables: tuple[Iterable[str], ...] = (
            *(models.decorators, models.calls, models.bases, models.objects, models.classes),
            *(models.attributes, models.invokes, models.wrappers, models.resources),
            *(models.randoms, models.secrets, models.on_disk.files, models.on_disk.paths),
            *(models.on_disk.formats, models.on_disk.uploads, models.on_disk.handovers),
        )
        names = {name for table in tables for name in table}
        return frozenset(names | {name.rpartition(".")[0] for name in names})

    def names_of(self, name: str) -> tuple[str, ...]:
        """Return the names under which the models may know an outside name."""
        return self._models.names_of(name)

    def copies_defaults(self, class_name: str) -> bool:
        """Whether objects of an outside class get copies of its class-level values."""
        found = self._copying.get(class_name)
        if found is None:
            found = self._copying[class_name] = self._models.copies_defaults(class_name)
        return found

    def reads_environment(self, class_name: str) -> bool:
        """Whether the environment goes before the defaults of subclasses of an outside class."""
        return self._models.reads_environment(class_name)

    def environment(self, name: str) -> EnvironmentRow | None:
        """Return how the call of an outside name reads the environment, None if it does not."""
        rows = (self._environments.get(known) for known in self.names_of(name))
        return next(filter(None, rows), None)

    def base_entry(self, class_name: str) -> EntryRow | None:
        """Return what subclassing an outside class makes of the methods."""
        if class_name not in self._bases:
            self._bases[class_name] = self._models.base_entry(class_name)
        return self._bases[class_name]


def _inherited(models: Models, packages: frozenset[str]) -> frozenset[str]:
    """Return the packages that classes of PACKAGES inherit from, like starlette under fastapi."""
    return frozenset(
        ancestor.partition(".")[0]
        for name in models.classes
        if name.partition(".")[0] in packages
        for ancestor in models.ancestors(name)
    )


def _of_packages(rows: Mapping[str, Kept], packages: Collection[str]) -> dict[str, Kept]:
    """Return the ROWS about names that are in one of PACKAGES."""
    return {name: row for name, row in rows.items() if name.partition(".")[0] in packages}
