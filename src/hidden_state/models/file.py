"""What a model file may say of calls that touch files, and of what gives their paths."""

from __future__ import annotations

from typing import Literal

from hidden_state.models.rows import Argument, Arguments, Names, Row, Text
from hidden_state.models.server import ServerTables

FileDoes = Literal[
    "write", "read", "copy", "move", "delete", "make", "list", "watch", "serve", "temporary"
]
"""What a call does: `make` makes a folder, `serve` hands files out, `temporary` makes a file or
folder that ends by itself."""
PathMakes = Literal[
    "join",
    "steps",
    "same",
    "split",
    "inside",
    "beside",
    "parent",
    "folder",
    "own folder",
    "format",
    "nowhere",
]
"""What a call or attribute gives, from its receiver or arguments.

`join` puts them together, `steps` the items of the argument, unless there is a receiver that is
no slash; `same` is the first, `split` is it in two,
without its ending and that, `inside` is something in it, `beside` another name in the same
folder, `parent` the folder, `format` a text with its holes filled; `folder` is a place that all
programs of the machine use, `own folder` one of the application, and what is written to `nowhere`
is gone.
"""


CommandDoes = Literal["write", "copy", "move", "delete", "make"]
"""What a program does to a file."""


class File(Row, frozen=True):
    """A call that touches a file or folder at `path`; for a method of a path, the `receiver`.

    Where the `mode` does not hold w, a, x or +, a write is a read; with `writes`, the mode is made
    of flags, and writes with one of these names among them.  `source` is what is copied or
    moved.  With `loose`, the last part of a name counts for objects that are not known, if what
    is given is a path; with `package`, for everything that comes from the same package.
    `streams` are also written to, and leave no file; so is `into`, if it is given, whatever the
    path.  `kept` temporary files stay until somebody removes them; `kept_when_false` names the
    argument that makes them stay.  `item` are the keys that may hold the path, where the argument
    is a mapping; `a.b` is b in a mapping under a.  `ending` is the argument that the name of the
    file ends in, after a point.
    `handler` is whose methods run for each change of what is watched; without it the loop does.
    """

    names: Names
    does: FileDoes
    path: Argument | Arguments | None = None
    receiver: bool = False
    mode: Argument | Arguments | None = None
    writes: tuple[Text, ...] = ()
    into: Argument | Arguments | None = None
    source: Argument | Arguments | None = None
    loose: bool = False
    package: bool = False
    streams: bool = False
    kept: bool = False
    kept_when_false: Text | None = None
    purpose: str = ""
    handler: Argument | Arguments | None = None
    item: tuple[Text, ...] = ()
    ending: Argument | Arguments | None = None


class Path(Row, frozen=True):
    """A call or attribute that gives a path; with `loose`, of objects that are not known too."""

    names: Names
    makes: PathMakes
    receiver: bool = False
    loose: bool = False


class Format(Row, frozen=True):
    """Calls that turn data into text of a format, or back."""

    names: Names
    format: Text
    does: Literal["dump", "load"]


class Upload(Row, frozen=True):
    """What an upload is, or comes from."""

    names: Names


class Handover(Row, frozen=True):
    """What passes things on to where another instance may take them up.

    `methods` queue a task of the project that they are called on, or are given; objects of the
    classes `bases` are rows of a database, and `stores` keep things for later requests.
    """

    methods: tuple[Text, ...] = ()
    bases: tuple[Text, ...] = ()
    stores: tuple[Text, ...] = ()


class Storage(Row, frozen=True):
    """The storage that a framework puts files into.

    `settings` choose it, `local` are patterns of values that are the disk of this instance, as is
    leaving all of them out; `folder` is the setting that says where on the disk.  `fields` are
    calls in the body of a class that take files, unless one of the arguments `own` gives them
    another storage, which `registry` may have by the key of another setting; `apps` are values of
    the setting `installed` that have such fields; `saves` are calls that put a file into it.
    """

    settings: Names
    local: Names
    folder: Text
    fields: Names
    own: tuple[Text, ...] = ()
    registry: str = ""
    installed: str = ""
    apps: tuple[Text, ...] = ()
    saves: tuple[Text, ...] = ()
    instead: str = ""
    documentation: str = ""


class Command(Row, frozen=True):
    """A program that is run and writes, copies, moves or deletes, and which argument says what.

    `first` are patterns of its first argument, `needs` of one of them, without which the row does
    not count, and `unless` of what means that it only reads.  The file comes `after` an option, by
    patterns, or at a `position` among what is no option, counted from 0, -1 is the last; with
    `every`, all of these from there on are files.  `values` are patterns of options that take a
    value, and `source` is the position of what is copied or moved.  Without any of these it writes
    `here`, where it runs, or in the folder that follows one of `folder`.  With `runs`, what begins
    at the position is a command of its own, or what comes after the option is.
    """

    programs: Names
    does: CommandDoes = "write"
    first: tuple[Text, ...] = ()
    needs: tuple[Text, ...] = ()
    unless: tuple[Text, ...] = ()
    after: tuple[Text, ...] = ()
    position: int | None = None
    every: bool = False
    values: tuple[Text, ...] = ()
    source: int | None = None
    here: bool = False
    folder: tuple[Text, ...] = ()
    runs: bool = False
    purpose: str = ""


class Runner(Row, frozen=True):
    """A call that runs a program: `command` is the command line, as one text or a list of words.

    With `words`, each argument from there on is a word.  `folder` is where the program runs.
    With `below`, whatever is below the names is called by the name of the program.
    """

    names: Names
    command: Argument | Arguments = 0
    words: bool = False
    folder: Argument | Arguments | None = None
    below: bool = False


class FileTables(ServerTables, frozen=True):
    """The tables of a model file that are about files, and about servers."""

    file: tuple[File, ...] = ()
    path: tuple[Path, ...] = ()
    format: tuple[Format, ...] = ()
    upload: tuple[Upload, ...] = ()
    handover: tuple[Handover, ...] = ()
    storage: tuple[Storage, ...] = ()
    command: tuple[Command, ...] = ()
    runner: tuple[Runner, ...] = ()
