"""What a model file may say of calls that touch files, and of what gives their paths."""

from __future__ import annotations

from typing import Literal

from hidden_state.models.rows import Argument, Arguments, Names, Row, Text

FileDoes = Literal[
    "write", "read", "copy", "move", "delete", "make", "list", "watch", "serve", "temporary"
]
"""What a call does: `make` makes a folder, `serve` hands files out, `temporary` makes a file or
folder that ends by itself."""
PathMakes = Literal["join", "same", "inside", "beside", "parent", "folder", "format", "nowhere"]
"""What a call or attribute gives, from its receiver or arguments: `join` puts them together,
`same` is the first, `inside` is something in it, `beside` another name in the same folder,
`parent` the folder, `format` a text with its holes filled; `folder` is a place of its own, and
what is written to `nowhere` is gone."""


class File(Row, frozen=True):
    """A call that touches a file or folder at `path`; for a method of a path, the `receiver`.

    Where the `mode` does not hold w, a, x or +, a write is a read.  `source` is what is copied or
    moved.  With `loose`, the last part of a name counts for objects that are not known, if what
    is given is a path.  `streams` are also written to, and leave no file.  `kept` temporary files
    stay until somebody removes them; `kept_when_false` names the argument that makes them stay.
    """

    names: Names
    does: FileDoes
    path: Argument | Arguments | None = None
    receiver: bool = False
    mode: Argument | Arguments | None = None
    source: Argument | Arguments | None = None
    loose: bool = False
    streams: bool = False
    kept: bool = False
    kept_when_false: Text | None = None
    purpose: str = ""


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
