"""Every row that says of a call that it writes files is believed, and only where it writes one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from hidden_state import session
from hidden_state.config import Config
from hidden_state.models import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.mark.structures import ParameterSet

    from hidden_state.models.file_tables import FileRow

WRITES = frozenset({"write", "copy", "move"})
FACTORIES = frozenset({"tarfile.open"})
"""What gives an object of the rows although it is no class."""
NEVER_REPORTED: dict[str, str] = {}
"""Names whose rows do nothing by themselves, and why; one that does must leave this table."""
NEVER_SILENT = {"flask_uploads.UploadSet.save": "the object is called by a name, not a path"}
"""Names whose rows cannot be made to write nowhere, and why; likewise."""
PATH = re.compile(r'f"/[^"]*"')

HEAD = """
import io
from flask import Blueprint, session

blueprint = Blueprint("view", __name__)
"""


class Case(NamedTuple):
    """A call as one module makes it: `spelling` tells it apart from others of the same row."""

    name: str
    spelling: str
    source: str

    @property
    def module(self) -> str:
        """The file that the call is in."""
        return f"{self.name.replace('.', '_')}_{self.spelling}.py".lower()


def _paths(row: FileRow, name: str) -> Iterator[tuple[str, str]]:
    """Yield how the path may be given, and the path, in a folder of its own."""
    path = f'f"/{name}-FOLDER/{{name}}"'
    if row.receiver and row.does != "move":
        yield "receiver", path.replace("FOLDER", "receiver")
        return
    values = [_mapping(key, path) for key in row.item] or [path]
    for position in (*row.path, *row.into):
        for count, value in enumerate(values):
            spelling = f"{position}{count or ''}"
            yield spelling, value.replace("FOLDER", spelling)


def _mapping(key: str, path: str) -> str:
    for part in reversed(key.split(".")):
        path = f'{{"{part}": {path}}}'
    return path


def _call(name: str, row: FileRow, spelling: str, value: str, mode: str) -> str:
    """Return the call of NAME with VALUE where SPELLING says."""
    owner, _, last = name.rpartition(".")
    is_method = any(map(str.isupper, owner.rpartition(".")[2])) or owner in FACTORIES
    func = name.removeprefix("builtins.")
    given: list[str] = []
    named: dict[str, str] = {}
    if spelling == "receiver":
        func = f"{owner}({value}).{last}"
    else:
        if is_method:
            func = f"{owner}(given).{last}"
        _give(given, named, spelling.rstrip("0123456789") or int(spelling[0]), value)
    if mode:
        _give(given, named, row.mode[0 if given else -1], mode)
    if row.source and row.does == "copy" and not given:
        _give(given, named, row.source[-1], "given")
    if row.kept_when_false:
        named[row.kept_when_false] = "False"
    arguments = [*given, *(f"{key}={value}" for key, value in named.items())]
    return f"{func}({', '.join(arguments)})"


def _give(given: list[str], named: dict[str, str], position: int | str, value: str) -> None:
    if isinstance(position, str):
        named[position] = value
        return
    given.extend(["given"] * (position + 1 - len(given)))
    given[position] = value


def _module(name: str, call: str, after: str = "") -> str:
    imported = name.rpartition(".")[0]
    while any(map(str.isupper, imported.rpartition(".")[2])) or imported in FACTORIES:
        shorter = imported.rpartition(".")[0]
        if not shorter:
            break
        imported = shorter
    head = f"import {imported}" if imported != "builtins" else ""
    return f"""{head}{HEAD}
@blueprint.post("/<name>")
def view(name, given):
    made = {call}
    {after}
    return "ok"
"""


def _written(name: str, row: FileRow) -> Iterator[Case]:
    """Yield modules that write a file."""
    mode = row.writes[0] if row.writes else '"w"' if row.mode else ""
    if row.does in WRITES:
        for spelling, value in _paths(row, name):
            yield Case(name, spelling, _module(name, _call(name, row, spelling, value, mode)))
    elif row.does == "make":
        for spelling, value in _paths(row, name):
            after = f'session["folder"] = {value}'
            call = _call(name, row, spelling, value, "")
            yield Case(name, spelling, _module(name, call, after))
    elif row.kept or row.kept_when_false:
        for spelling, value in _paths(row, name):
            after = 'session["path"] = made' + (".name" if row.kept_when_false else "")
            if name.endswith("mkstemp"):
                after = 'session["path"] = made[1]'
            call = _call(name, row, spelling, value, "")
            yield Case(name, spelling, _module(name, call, after))


def _silent(name: str, row: FileRow) -> Iterator[Case]:
    """Yield modules that make the same call, and write no file."""
    if row.does not in WRITES:
        return
    mode = row.writes[0] if row.writes else '"w"' if row.mode else ""
    for spelling, value in _paths(row, name):
        nothing = PATH.sub('"/dev/null"', value)
        yield Case(
            name, f"{spelling}_null", _module(name, _call(name, row, spelling, nothing, mode))
        )
        if row.streams and spelling != "receiver" and not row.item:
            call = _call(name, row, spelling, "io.BytesIO()", mode)
            yield Case(name, f"{spelling}_stream", _module(name, call))
        if row.mode:
            reading = "os.O_RDONLY" if row.writes else '"r"'
            call = _call(name, row, spelling, value, reading)
            yield Case(name, f"{spelling}_read", _module(name, call))


ROWS = load().on_disk.files
WRITTEN = {name: [*_written(name, row)] for name, row in ROWS.items()}
SILENT = {name: [*_silent(name, row)] for name, row in ROWS.items()}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The modules that something is reported in, all of them linked as one project."""
    root = tmp_path_factory.mktemp("rows")
    for cases in (*WRITTEN.values(), *SILENT.values()):
        for case in cases:
            (root / case.module).write_text(case.source, encoding="utf-8")
    config = Config(root=root, cache=False, cache_dir=root / ".cache", jobs=1)
    findings = session.check(config, None).findings
    return frozenset(
        found.path.rpartition("/")[2] for found in findings if found.code.startswith("HS3")
    )


def _each(cases: dict[str, list[Case]], exceptions: dict[str, str]) -> list[ParameterSet]:
    """Return the rows that there are cases of; those of EXCEPTIONS have to fail."""
    return [
        pytest.param(
            name,
            marks=[pytest.mark.xfail(reason=exceptions[name], strict=True)]
            if name in exceptions
            else [],
        )
        for name, made in cases.items()
        if made
    ]


@pytest.mark.parametrize("name", _each(WRITTEN, NEVER_REPORTED))
def test_row_is_believed(name: str, reported: frozenset[str]) -> None:
    """A view that makes the call is reported, however it gives the path."""
    assert [case.source for case in WRITTEN[name] if case.module not in reported] == []


@pytest.mark.parametrize("name", _each(SILENT, NEVER_SILENT))
def test_nothing_is_written(name: str, reported: frozenset[str]) -> None:
    """A view that makes the call to write into memory or nowhere, or to read, is not reported."""
    assert [case.source for case in SILENT[name] if case.module in reported] == []


def test_every_writing_row_is_tried() -> None:
    """No row is left out, and no exception is about a name without one."""
    writing = {
        name
        for name, row in ROWS.items()
        if row.does in WRITES or row.does == "make" or row.kept or row.kept_when_false
    }
    assert {name for name, cases in WRITTEN.items() if cases} == writing
    assert {*NEVER_REPORTED, *NEVER_SILENT} <= writing
