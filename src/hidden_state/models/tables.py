"""The look-up tables that the project asks: everything by full dotted name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hidden_state.models.doing import Does, Leaves
from hidden_state.models.entry import EntryRow
from hidden_state.models.file_tables import FileModels
from hidden_state.models.library import LibraryRow
from hidden_state.models.logs import LogModels
from hidden_state.models.report import ReportModels
from hidden_state.models.resource import Lives, ResourceKind
from hidden_state.models.schema import Category, InvokeRuns, Makes, ObjectKind
from hidden_state.models.server import ServerModels

if TYPE_CHECKING:
    from collections.abc import Iterator


GENERAL = "python"
"""The library whose hints hold for all."""


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One row, ready for looking up."""


class ClassRow(Record, frozen=True):
    """What a class inherits, and whether class-level defaults are copied per instance."""

    library: str
    bases: tuple[str, ...] = ()
    copies_defaults: bool = False
    decorator: bool = False
    from_environment: bool = False


class InvokeRow(Record, frozen=True):
    """A call that runs the callable at one of these positions or keywords."""

    library: str
    callable: tuple[int | str, ...]
    runs: InvokeRuns
    leaves: Leaves | None = None


class SchedulerRow(Record, frozen=True):
    """What runs jobs by the clock, and the methods that set it going."""

    library: str
    by: str
    starts: tuple[str, ...] = ()


class EffectRow(Record, frozen=True):
    """What a call does, and the argument that turns reading into writing."""

    does: Does
    mode: tuple[int | str, ...] = ()


class EnvironmentRow(Record, frozen=True):
    """A call that reads the environment: where it is given the name, and the default."""

    variable: int | str
    default: tuple[int | str, ...]
    required: bool
    named: str = ""
    declared_by: str = ""


class ResourceRow(Record, frozen=True):
    """What may live in one instance, what decides it, and what to say then."""

    library: str
    kind: ResourceKind
    default: Lives
    argument: tuple[int | str, ...] = ()
    later: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    memory: tuple[str, ...] = ()
    disk: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    otherwise: Lives | None = None
    keys: tuple[str, ...] = ()
    memory_by: tuple[int | str, ...] = ()
    disk_by: tuple[int | str, ...] = ()
    shared_by: tuple[int | str, ...] = ()
    uses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    acts: bool = False
    wraps: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    through: tuple[tuple[str, str], ...] = ()
    effect: str = ""
    instead: str = ""
    documentation: str = ""
    pickled: tuple[str, ...] = ()
    pickles: bool = False


class SharedRow(Record, frozen=True):
    """What an object with an `argument` of `values` is connected to, and what that serves."""

    what: str
    serves: tuple[Category, ...]
    distributions: tuple[str, ...] = ()
    argument: tuple[int | str, ...] = ()
    values: tuple[str, ...] = ()


class Models(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """All that is known of outside names.

    `suffixes` are ends of names of base classes, `chosen` are resources that a setting chooses,
    `methods` go by kind of object ('': unknown), `settings_modules` by the variable that names
    them, `randoms` tells random values that can only be keys, `secrets` where calls take a secret.
    """

    libraries: dict[str, LibraryRow] = {}
    decorators: dict[str, EntryRow] = {}
    calls: dict[str, EntryRow] = {}
    bases: dict[str, EntryRow] = {}
    suffixes: dict[str, EntryRow] = {}
    settings: dict[str, EntryRow] = {}
    loose: dict[str, EntryRow] = {}
    loops: dict[str, EntryRow] = {}
    objects: dict[str, ObjectKind] = {}
    classes: dict[str, ClassRow] = {}
    attributes: dict[str, str] = {}
    invokes: dict[str, InvokeRow] = {}
    effects: dict[str, EffectRow] = {}
    schedulers: dict[str, SchedulerRow] = {}
    methods: dict[str, dict[str, Does]] = {}
    wrappers: dict[str, Makes] = {}
    switches: dict[str, str] = {}
    environments: dict[str, EnvironmentRow] = {}
    resources: dict[str, tuple[ResourceRow, ...]] = {}
    chosen: dict[str, tuple[ResourceRow, ...]] = {}
    settings_modules: dict[str, tuple[str, ...]] = {}
    shared: dict[str, SharedRow] = {}
    randoms: dict[str, bool] = {}
    secrets: dict[str, tuple[int | str, ...]] = {}
    identities: dict[str, bool] = {}
    on_disk: FileModels = msgspec.field(default_factory=FileModels)
    logging: LogModels = msgspec.field(default_factory=LogModels)
    servers: ServerModels = msgspec.field(default_factory=ServerModels)
    reports: ReportModels = msgspec.field(default_factory=ReportModels)
    hints: dict[tuple[str, str], str] = {}

    def ancestors(self, class_name: str) -> Iterator[str]:
        """Yield the class and what it inherits, each once, nearest first."""
        seen = {class_name}
        queue = [class_name]
        for name in queue:
            yield name
            row = self.classes.get(name)
            if row is not None:
                queue.extend(base for base in row.bases if base not in seen)
                seen.update(row.bases)

    def member_names(self, class_name: str, attr: str) -> tuple[str, ...]:
        """Return the full names that `attr` of this class may be known by, nearest first."""
        if class_name not in self.classes:  # nearly all names: nothing is inherited
            return (f"{class_name}.{attr}",)
        return tuple(f"{name}.{attr}" for name in self.ancestors(class_name))

    def names_of(self, dotted: str) -> tuple[str, ...]:
        """Return the names to look up for a name: itself, what it inherits, and as a member."""
        owner, _, last = dotted.rpartition(".")
        if dotted not in self.classes and owner not in self.classes:
            return (dotted,)
        members = self.member_names(owner, last)[1:] if owner else ()
        return (*self.ancestors(dotted), *members)

    def base_entry(self, class_name: str) -> EntryRow | None:
        """Return the entry for subclasses of this class, itself or through what it inherits."""
        for name in self.ancestors(class_name):
            row = self.bases.get(name)
            if row is not None:
                return row
        last = class_name.rpartition(".")[2]
        for suffix, row in self.suffixes.items():
            if last.endswith(suffix):
                return row
        return None

    def kind_of(self, name: str) -> ObjectKind | None:
        """Return what this outside name, or a class that it inherits, is."""
        for spelled in self.names_of(name):
            kind = self.objects.get(spelled)
            if kind is not None:
                return kind
        return None

    def hint(self, library: str, category: str) -> str | None:
        """Return what replaces a state of this category, by the library or what it extends."""
        seen: list[str] = []
        name: str | None = library
        while name is not None and name not in seen:
            seen.append(name)
            name = self.libraries[name].extends if name in self.libraries else None
        texts = (self.hints.get((known, category)) for known in (*seen, GENERAL))
        return next(filter(None, texts), None)

    def copies_defaults(self, class_name: str) -> bool:
        """Say whether this class, or one that it inherits, copies class-level defaults."""
        rows = filter(None, map(self.classes.get, self.ancestors(class_name)))
        return any(row.copies_defaults for row in rows)

    def reads_environment(self, class_name: str) -> bool:
        """Say whether the environment goes before the defaults of subclasses of this class."""
        rows = filter(None, map(self.classes.get, self.ancestors(class_name)))
        return any(row.from_environment for row in rows)


def encode(models: Models) -> bytes:
    """Return the tables in a form that a cache may keep."""
    return msgspec.msgpack.encode(models)


def decode(data: bytes) -> Models:
    """Return the tables again; a `msgspec.DecodeError` means that the data is of another making."""
    return msgspec.msgpack.decode(data, type=Models)
