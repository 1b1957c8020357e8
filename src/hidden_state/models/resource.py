"""What a model file may say of things that may live in one instance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import field

from hidden_state.models.rows import Argument, Arguments, Names, Row, Text

ResourceKind = Literal[
    "session",
    "cache",
    "cache backend",
    "broker",
    "scheduler",
    "socket server",
    "database",
    "store",
    "index",
    "limit",
    "breaker",
    "storage",
    "log",
    "part",
    "format",
]
Lives = Literal["memory", "disk", "shared", "pickled"]
"""`pickled` is shared, in a form that only the version of the code that wrote it surely reads."""


class Resource(Row, frozen=True):
    """What a call makes, or a setting chooses, that may live in one instance.

    `memory`, `disk`, `shared` and `pickled` are patterns of values of the argument, which methods
    named by `later` take as well, or, where that is left out, of the settings; a value that fits
    none is shared, or unknown where `shared` is given.  `default` is what leaving all of them out
    means.  A row with neither argument nor settings says by `default` where the thing always lives.
    Where the argument is a mapping, only its `keys` decide, if there are any.  `memory_by`,
    `disk_by` and `shared_by` are arguments that decide by being given, whatever they are; `brief`
    are patterns of values with which nothing is kept; `otherwise` is what an unknown value means.
    `uses` are the methods that serving has to call for the thing to count, on it or on what it
    gives, of which `types` are the public names; with `statements`, the first argument of a use
    has to fit one of these patterns.  With `pickles`, the argument takes objects of the project's
    own classes, and pickles them.  With `acts`, the call itself is the use, and only serving
    makes it count.  A `part` is nothing by itself: it decides where another thing is given it.

    `by = "setting"` takes paths of settings as names, a `*` for any key, and full names of calls
    as `uses`; those in `wraps` count wherever they stand, and so does a class that gives something
    to one of `attributes`, or inherits one of `bases`.  Where such a setting is left out, its uses
    are what is reported; without any, a setting that is left out is none.  `through` says
    by which other setting a value is decided that fits a pattern; `{NAME=x}` in that path is the
    value of the setting NAME, or x.
    """

    names: Names
    kind: ResourceKind
    default: Lives
    by: Literal["call", "setting"] = "call"
    argument: Argument | Arguments | None = None
    later: tuple[Text, ...] = ()
    settings: tuple[Text, ...] = ()
    memory: tuple[Text, ...] = ()
    disk: tuple[Text, ...] = ()
    shared: tuple[Text, ...] = ()
    pickled: tuple[Text, ...] = ()
    pickles: bool = False
    brief: tuple[Text, ...] = ()
    otherwise: Lives | None = None
    keys: tuple[Text, ...] = ()
    memory_by: tuple[Argument, ...] = ()
    disk_by: tuple[Argument, ...] = ()
    shared_by: tuple[Argument, ...] = ()
    uses: tuple[Text, ...] = ()
    types: tuple[Text, ...] = ()
    statements: tuple[Text, ...] = ()
    acts: bool = False
    wraps: tuple[Text, ...] = ()
    attributes: tuple[Text, ...] = ()
    bases: tuple[Text, ...] = ()
    through: Mapping[Text, Text] = field(default_factory=dict)
    effect: str = ""
    instead: str = ""
    documentation: str = ""
