from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hidden_state.models import ModelError, Models, decode, digest, encode, load
from hidden_state.models.entry import EntryRow
from hidden_state.models.reader import build, parse, shipped

if TYPE_CHECKING:
    from pathlib import Path

    from hidden_state.models.schema import ModelFile

SHIPPED = shipped()
NAMED = (
    "entry",
    "object",
    "class_",
    "attribute",
    "invoke",
    "effect",
    "scheduler",
    "wrapper",
    "switch",
    "environment",
    "resource",
    "shared",
    "random",
    "secret",
)
ENTRY = (
    'library = "x"\n[[entry]]\nnames = ["a.b"]\nby = "decorator"\nruns = "task"\nkind = "task"\n'
)


@pytest.fixture(scope="module")
def models() -> Models:
    return load()


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "mine.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def names(model: ModelFile, table: str) -> list[str]:
    rows = getattr(model, table)
    return [f"{_told_apart(row)} {name}".strip() for row in rows for name in row.names]


def _told_apart(row: object) -> str:
    """What tells rows of one name apart: a resource is judged by its uses, or by an argument."""
    return " ".join(str(getattr(row, key, "")) for key in ("by", "uses", "argument", "acts"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_shipped_file_says_something(file: Path) -> None:
    model = parse(file, file.read_bytes())

    assert any(
        getattr(model, table)
        for table in (*NAMED, "resource", "file", "server", "command", "runner")
    )
    known = model.library.lower().replace("-", "_").replace(".", "_")
    assert file.stem == known or file.stem in {"socketio"}


@pytest.mark.parametrize("table", NAMED)
def test_a_name_has_one_row_in_a_table(table: str) -> None:
    counted = Counter(
        name for file in SHIPPED for name in names(parse(file, file.read_bytes()), table)
    )

    assert [name for name, count in counted.items() if count > 1] == []


def test_hints_are_one_a_category() -> None:
    files = [parse(file, file.read_bytes()) for file in SHIPPED]
    counted = Counter((file.library, hint.category) for file in files for hint in file.hint)

    assert [key for key, count in counted.items() if count > 1] == []


def test_libraries_extend_known_ones(models: Models) -> None:
    extended = {row.extends for row in models.libraries.values() if row.extends}

    assert extended <= set(models.libraries)


def test_every_name_is_dotted(models: Models) -> None:
    tables = (models.decorators, models.calls, models.bases, models.objects, models.classes)

    assert [name for table in tables for name in table if not dotted(name)] == []


def dotted(name: str) -> bool:
    parts = name.split(".")
    return len(parts) > 1 and all(part.isidentifier() for part in parts)


@pytest.mark.parametrize(
    ("name", "runs", "kind"),
    [
        ("flask.Flask.route", "request", "route"),
        ("fastapi.APIRouter.websocket", "websocket", "websocket"),
        ("celery.shared_task", "task", "task"),
        ("django.dispatch.receiver", "signal", "signal receiver"),
        ("click.command", "offline", "command"),
        ("apscheduler.schedulers.base.BaseScheduler.scheduled_job", "schedule", "scheduled job"),
    ],
)
def test_decorators(models: Models, name: str, runs: str, kind: str) -> None:
    row = models.decorators[name]

    assert (row.runs, row.kind) == (runs, kind)


@pytest.mark.parametrize(
    ("base", "instance"),
    [
        ("django.views.generic.ListView", "request"),
        ("django.contrib.admin.ModelAdmin", "process"),
        ("rest_framework.viewsets.ModelViewSet", "request"),
        ("starlette.middleware.base.BaseHTTPMiddleware", "process"),
        ("channels.generic.websocket.AsyncWebsocketConsumer", "connection"),
        ("tornado.websocket.WebSocketHandler", "connection"),
        ("flask.views.MethodView", "request"),
        ("greet_pb2_grpc.GreeterServicer", "process"),
    ],
)
def test_the_life_of_an_instance(models: Models, base: str, instance: str) -> None:
    row = models.base_entry(base)

    assert row is not None
    assert row.instance == instance


def test_an_unknown_base_has_no_entry(models: Models) -> None:
    assert models.base_entry("shop.Thing") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("flask.g", "request"),
        ("flask.current_app", "application"),
        ("django.conf.settings", "settings"),
        ("threading.local", "thread"),
        ("contextvars.ContextVar", "context"),
        ("fastapi.WebSocket", "websocket"),
        ("fastapi.testclient.TestClient", "client"),
        ("starlette.requests.Request.state", "request"),
        ("fastapi.Request.state", "request"),
        ("sqlalchemy.orm.sessionmaker", "client"),
        ("collections.defaultdict", "container"),
        ("torch.load", "model"),
        ("shop.Thing", None),
    ],
)
def test_what_a_name_is(models: Models, name: str, kind: str | None) -> None:
    assert models.kind_of(name) == kind


def test_members_are_looked_up_through_bases(models: Models) -> None:
    assert models.member_names("fastapi.FastAPI", "add_route") == (
        "fastapi.FastAPI.add_route",
        "starlette.applications.Starlette.add_route",
    )
    assert models.names_of("flask.app.Flask.route") == (
        "flask.app.Flask.route",
        "flask.Flask.route",
    )
    assert models.names_of("flask") == ("flask",)


def test_classes_that_copy_their_defaults(models: Models) -> None:
    assert models.copies_defaults("sqlmodel.SQLModel")
    assert not models.copies_defaults("django.contrib.auth.models.User")
    assert models.copies_defaults("dataclasses.dataclass")
    assert not models.copies_defaults("django.views.View")


def test_loose_decorators_are_known_by_their_last_name(models: Models) -> None:
    assert {"route", "get", "post", "websocket"} <= set(models.loose)


def test_hints_fall_back_on_what_a_library_extends(models: Models) -> None:
    assert models.hint("channels", "session-store") == models.hint("django", "session-store")
    assert models.hint("celery", "local-file") == models.hint("python", "local-file")
    assert models.hint("shop", "no-such-category") is None


def test_libraries_that_extend_each_other_end() -> None:
    files = [
        msgspec.structs.replace(parse(SHIPPED[0], f'library = "{name}"'.encode()), extends=other)
        for name, other in (("a", "b"), ("b", "a"))
    ]

    assert build(files).hint("a", "local-file") is None


def test_classes_that_inherit_each_other_end() -> None:
    text = b'library = "x"\n[[class]]\nnames = ["a.A"]\nbases = ["a.B"]\n'
    text += b'[[class]]\nnames = ["a.B"]\nbases = ["a.A", "a.C"]\n'

    assert build([parse(SHIPPED[0], text)]).member_names("a.A", "x") == ("a.A.x", "a.B.x", "a.C.x")


def test_the_tables_survive_encoding(models: Models) -> None:
    assert decode(encode(models)) == models


def test_foreign_bytes_do_not_decode() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(b"\x93\x01\x02\x03")


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    file = written(tmp_path, 'library = "x"')
    before = digest([file])

    assert before == digest([file])
    assert before != digest()
    written(tmp_path, 'library = "y"')
    assert before != digest([file])


def test_a_user_file_is_added(tmp_path: Path) -> None:
    text = ENTRY + 'path = ["name", 0]\nloose = true\n[[object]]\nnames = ["flask.g"]\nis = "bag"\n'
    models = load([written(tmp_path, text)])

    assert models.decorators["a.b"] == models.loose["b"]
    assert models.decorators["a.b"].library == "x"
    assert models.decorators["a.b"].path == ("name", 0)
    assert models.kind_of("flask.g") == "bag"
    assert "flask.Flask.route" in models.decorators


def test_a_single_argument_is_a_tuple_in_the_tables() -> None:
    models = build([parse(SHIPPED[0], (ENTRY + "path = 0\n").encode())])

    assert models.decorators["a.b"] == EntryRow("x", "decorator", "task", "task", path=(0,))


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert "x" in load([written(tmp_path, b'\xef\xbb\xbflibrary = "x"')]).libraries


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        (ENTRY.replace("kind", "knid"), "entry[0].knid", "unknown key, did you mean `kind`?"),
        (ENTRY.replace("kind", "zzz"), "entry[0].zzz", "unknown key; accepted: bare, by, callable"),
        ('library = "x"\nobjects = 1', "objects", "did you mean `object`?"),
        (ENTRY.replace('"decorator"', '"decorater"'), "entry[0].by", "base, call, decorator"),
        (ENTRY.replace('runs = "task"', 'runs = "x"'), "entry[0].runs", "schedule, shutdown"),
        (ENTRY.replace('["a.b"]', '"a.b"'), "entry[0].names", "accepted: a list of (a string)"),
        (ENTRY.replace('["a.b"]', "[1]"), "entry[0].names[0]", "accepted: a string"),
        (ENTRY.replace('["a.b"]', "[]"), "entry[0].names", "length >= 1"),
        (ENTRY + "path = -1", "entry[0].path", "accepted: a position from 0 or a string"),
        (ENTRY + "bare = 1", "entry[0].bare", "accepted: true or false"),
        (ENTRY.replace('kind = "task"\n', ""), "entry[0].kind", "this key is required"),
        ("entry = 1", "entry", "accepted: a list of (a table)"),
        ("", "library", "this key is required"),
        (ENTRY.replace('"decorator"', '"call"'), "entry[0].callable", 'when by = "call"'),
        (ENTRY.replace('"decorator"', '"base"'), "entry[0].functions", 'when by = "base"'),
        (
            ENTRY.replace('"decorator"', '"call"') + "callable = [0]\nloose = true",
            "entry[0].loose",
            'only when by = "decorator"',
        ),
        (ENTRY.replace("a.b", "*b"), "entry[0].names[0]", "may only start a name"),
        ('library = "x"\n[[object]]\nnames = ["a"]\nis = "lok"', "object[0].is", "lock, logger"),
        ('library = "x"\n[[hint]]\ncategory = "x"\ntext = "y"', "hint[0].category", "local-file"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, key: str, said: str) -> None:
    file = written(tmp_path, text)

    with pytest.raises(ModelError) as caught:
        load([file])

    assert caught.value.file == str(file)
    assert caught.value.key == key
    assert said in caught.value.message
    assert str(caught.value) == f"{file}: {key}: {caught.value.message}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[entry", "not valid TOML: "),
        (b"library = '\xff'", "not UTF-8: "),
        ("x = " + "[" * 5000, "not valid TOML: "),
        ("x = " + "1" * 5000, "not valid TOML: "),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str | bytes, said: str) -> None:
    file = written(tmp_path, text)

    with pytest.raises(ModelError) as caught:
        load([file])

    assert str(caught.value).startswith(f"{file}: {said}")


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.toml: cannot be read: No such file"):
        load([tmp_path / "gone.toml"])
    with pytest.raises(ModelError, match="cannot be read: Is a directory"):
        digest([tmp_path])
    with pytest.raises(ModelError, match="cannot be read: embedded null"):
        load([tmp_path / "a\0b"])


KEYS = st.sampled_from(
    ["library", "names", "by", "runs", "kind", "path", "functions", "is", "type", "x", "entry"]
)
VALUES = st.sampled_from(
    ['"x"', '""', "1", "-1", "true", "[]", "[1]", '["*"]', '["*x"]', "{}", '"call"', '"base"',
     '"decorator"', '"request"', "nan", "1979-05-27", '[["x"]]', "{x = 1}", "9" * 30]
)  # fmt: skip
LINES = st.one_of(
    st.builds("{} = {}".format, KEYS, VALUES),
    st.sampled_from(["[[entry]]", "[[class]]", "[entry]", "[[hint]]", "[[object]]", "[[", "#"]),
    st.text(max_size=12),
)


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_nothing_but_a_model_error_is_raised(text: str) -> None:
    attempt(text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=40))
def test_bytes_raise_nothing_but_a_model_error(data: bytes) -> None:
    attempt(data)


def attempt(data: bytes) -> None:
    try:
        build([parse(SHIPPED[0], data)])
    except ModelError as error:
        assert str(error)  # noqa: PT017 - any other exception fails the test
