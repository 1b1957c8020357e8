"""What a model file may say: one record a kind of row."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from hidden_state.models.doing import Does, Leaves
from hidden_state.models.entry import Entry
from hidden_state.models.file import FileTables
from hidden_state.models.resource import Resource
from hidden_state.models.rows import Argument, Arguments, Names, Row, Text

ObjectKind = Literal[
    "request",
    "connection",
    "thread",
    "context",
    "application",
    "settings",
    "environment",
    "client",
    "engine",
    "pool",
    "lock",
    "logger",
    "executor",
    "queue",
    "future",
    "thread_handle",
    "process_handle",
    "websocket",
    "model",
    "query",
    "table",
    "registry",
    "container",
    "bag",
    "cache",
    "pure",
    "data",
]
InvokeRuns = Literal["inherit", "schedule", "shutdown"]
Makes = Literal[
    "memoised", "same", "partial", "property", "cached_property", "contextmanager", "field"
]
Category = Literal[
    "global-state",
    "session-store",
    "local-file",
    "instance-cache",
    "in-process-queue",
    "connection-state",
    "embedded-db",
    "process-identity",
    "version-coupling",
]


class Object(Row, frozen=True):
    """What an outside variable is, or what an outside class or factory makes."""

    names: Names
    kind: ObjectKind = field(name="is")


class Class(Row, frozen=True):
    """What a class inherits that matters: its bases, and whether its defaults are copied.

    `from_environment` says that the environment goes before the defaults.
    """

    names: Names
    bases: tuple[Text, ...] = ()
    copies_defaults: bool = False
    decorator: bool = False
    from_environment: bool = False


class Attribute(Row, frozen=True):
    """What an attribute, or the result of a method, of an outside type is."""

    names: Names
    type: Text


class Invoke(Row, frozen=True):
    """A call that runs a callable it is given; `leaves` says that the caller does not wait."""

    names: Names
    callable: Arguments
    runs: InvokeRuns
    leaves: Leaves | None = None


class Scheduler(Row, frozen=True):
    """What runs jobs by the clock, in the process: made by a call, or by decorating each job.

    `starts` are the methods that set it going; without them it runs as soon as it is made.  Its
    jobs are those that entry rows of the same package register.
    """

    names: Names
    by: Literal["call", "decorator"] = "call"
    starts: tuple[Text, ...] = ()


class Effect(Row, frozen=True):
    """What calling these names, or anything below them, does to the world.

    `methods` are patterns of methods instead: of objects of the kinds `of`, or, where that is left
    out, of objects that are not known.  `mode` is the argument whose letters w, a, x or + turn
    reading into writing.
    """

    does: Does
    names: tuple[Text, ...] = ()
    methods: tuple[Text, ...] = ()
    of: tuple[ObjectKind, ...] = ()
    mode: Argument | Arguments | None = None


class Wrapper(Row, frozen=True):
    """A decorator or call that returns a callable around its argument."""

    names: Names
    makes: Makes


class Switch(Row, frozen=True):
    """A call that changes the whole process."""

    names: Names
    what: Text


class Environment(Row, frozen=True):
    """A call that reads a variable of the environment; `default` is what holds without it.

    `named` is the variable where the call names none; `required` says that the call fails where
    there is neither variable nor default.  `declared_by` is a call whose keywords are variables
    with a type and a default.
    """

    names: Names
    variable: Argument = 0
    named: str = ""
    default: Argument | Arguments = (1, "default")
    required: bool = False
    declared_by: str = ""


class SettingsModules(Row, frozen=True):
    """How a framework's settings modules are known: what names them, and what they set.

    `variable` is of the environment; a module or class that sets one of `marks` is one.
    """

    variable: Text
    marks: Names


class Shared(Row, frozen=True):
    """A call, maybe with one of `values`, that makes an object on a store that instances share."""

    names: Names
    what: Text
    serves: Annotated[tuple[Category, ...], Meta(min_length=1)]
    distributions: tuple[Text, ...] = ()
    argument: Argument | Arguments = 0
    values: tuple[Text, ...] = ()


class Random(Row, frozen=True):
    """A call that gives another value in each process: one that is a key, or its own name."""

    names: Names
    key: bool = False
    process: bool = False


class Secret(Row, frozen=True):
    """A call that signs or encrypts with one of its arguments."""

    names: Names
    argument: Argument | Arguments


class Hint(Row, frozen=True):
    """What replaces state of a category in this framework."""

    category: Category
    text: Text


class ModelFile(FileTables, frozen=True, kw_only=True):
    """One model file: what is known of one library; the hints of what it `extends` hold for it."""

    library: Text
    distributions: tuple[Text, ...] = ()
    documentation: str = ""
    extends: Text | None = None
    entry: tuple[Entry, ...] = ()
    object: tuple[Object, ...] = ()
    class_: tuple[Class, ...] = field(default=(), name="class")
    attribute: tuple[Attribute, ...] = ()
    invoke: tuple[Invoke, ...] = ()
    effect: tuple[Effect, ...] = ()
    scheduler: tuple[Scheduler, ...] = ()
    wrapper: tuple[Wrapper, ...] = ()
    switch: tuple[Switch, ...] = ()
    environment: tuple[Environment, ...] = ()
    resource: tuple[Resource, ...] = ()
    settings: tuple[SettingsModules, ...] = ()
    shared: tuple[Shared, ...] = ()
    random: tuple[Random, ...] = ()
    secret: tuple[Secret, ...] = ()
    hint: tuple[Hint, ...] = ()
