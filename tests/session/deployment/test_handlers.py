from __future__ import annotations

import pytest

from hidden_state.models import load
from hidden_state.session.deployment.files import form_of
from hidden_state.session.deployment.reading import parse

SERVERS = load().servers
INI = """\
[handlers]
keys = {keys}
[logger_root]
handlers = {used}
[handler_file]
class = {kind}
{arguments}
"""
JSON = '{"handlers": {"a": {"class": "A", "filename": "a.log"}}, "root": {"handlers": ["a"]}}'

TOML = """\
[handlers.a]
class = "A"
filename = "a.log"
[root]
handlers = ["a"]
"""


def files(path: str, text: str) -> list[tuple[int, int, str, str]]:
    deployment = parse(path, text.encode(), SERVERS)
    assert deployment.fault == ""
    return [(item.line, item.column, item.name, item.file) for item in deployment.handlers]


@pytest.mark.parametrize(
    ("kind", "arguments", "file"),
    [
        ("FileHandler", "args = ('a.log', 'w')", "a.log"),
        ("handlers.RotatingFileHandler", 'args=("/var/log/a.log",)', "/var/log/a.log"),
        ("logging.FileHandler", "args: ('a.log')", "a.log"),
        ("logging.FileHandler", "kwargs={'filename': 'a.log', 'mode': 'w'}", "a.log"),
        ("logging.FileHandler", "args=(os.path.join('log', 'a'),)", "os.path.join('log', 'a')"),
        ("logging.FileHandler", "args=('%(here)s/a.log',)", "%(here)s/a.log"),
        ("shop.logs.OwnFileHandler", "args=('a.log',)", "a.log"),
        ("StreamHandler", "args=(sys.stdout,)", None),
        ("handlers.SysLogHandler", "args=('/dev/log',)", None),
        ("FileHandler", "args=()", None),
        ("FileHandler", "args=('a.log'", None),
        ("FileHandler", "args=" + "(" * 1500, None),
        ("FileHandler", "", None),
        ("", "args=('a.log',)", None),
    ],
)
def test_ini(kind: str, arguments: str, file: str | None) -> None:
    text = INI.format(keys="file", used="file", kind=kind, arguments=arguments)
    assert files("logging.ini", text) == ([(7, 1, "file", file)] if file else [])


@pytest.mark.parametrize(("keys", "used"), [("", "file"), ("other", "file"), ("file", "other")])
def test_what_nothing_uses_is_nothing(keys: str, used: str) -> None:
    text = INI.format(keys=keys, used=used, kind="FileHandler", arguments="args=('a.log',)")
    assert files("logging.ini", text) == []


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("logging.json", JSON, (1, 47)),
        ("logging.yaml", JSON, (1, 47)),
        ("logging.json", JSON.replace(" ", "\n\t"), (6, 2)),
        ("logging.yml", "app: {logging: %s}" % JSON, (1, 62)),  # noqa: UP031 - braces
        ("logging.toml", TOML, (3, 13)),
        ("logging.conf", JSON, (1, 47)),
    ],
)
def test_trees(path: str, text: str, place: tuple[int, int]) -> None:
    assert files(path, text) == [(*place, "a", "a.log")]


@pytest.mark.parametrize(
    "users",
    [
        '"root": {"handlers": ["a"]}',
        '"loggers": {"": {"handlers": ["a"]}}',
        '"loggers": {"x": {"handlers": ["cfg://handlers.a"]}}',
        '"more": 1, "root": {"handlers": ["a", "b"]}',
    ],
)
def test_loggers_use_handlers(users: str) -> None:
    text = f'{{"handlers": {{"a": {{"class": "A", "filename": "a.log"}}}}, {users}}}'
    assert len(files("logging.json", text)) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("logging.ini", "handler_file"),
        ("logging.ini", "[handlers]\nkeys=a\n[handler_a\nclass=FileHandler"),
        ("logging.ini", "[handler_a]\n\x00\ufffd=%"),
        ("logging.json", '{"handlers": {"filename": '),
        ("logging.json", "handlers filename " + "[" * 5_000),
        ("logging.yaml", "handlers: {a: *b, filename: c}"),
        ("logging.yaml", "handlers: {a: &b {class: A, filename: *b}}\nroot: {handlers: [a]}"),
        ("logging.yaml", "handlers: [filename]"),
        ("logging.yaml", "handlers: {a: {class: [A], filename: {b: c}}}"),
        ("logging.toml", "handlers = filename"),
        ("logging.yaml", JSON.replace('["a"]', "[]")),
        ("logging.yaml", JSON.replace('["a"]', '"b"')),
    ],
)
def test_what_is_broken_or_about_something_else_is_nothing(path: str, text: str) -> None:
    assert parse(path, text.encode(), SERVERS).handlers == ()


@pytest.mark.parametrize(
    ("folder", "name", "is_read"),
    [
        ("", "logging.ini", True),
        ("", "logging.conf", True),
        ("app/conf/", "log_config.yaml", True),
        ("app/", "logconf.prod.json", True),
        ("", "uvicorn-log.json", True),
        ("", "production.ini", True),
        ("", "logging.config", True),
        ("", "voterlogger.yaml", True),
        ("config/", "config.toml", True),
        ("tests/", "logging.ini", True),
        ("", "logging.dev.ini", False),
        ("", "test_logging.yaml", False),
        ("", "pytest.ini", False),
        ("", "catalog.json", False),
        ("", "changelog.yaml", False),
        ("", "package.json", False),
        ("", "logging.txt", False),
    ],
)
def test_which_files_may_configure_logging(folder: str, name: str, is_read: bool) -> None:
    assert (form_of(name, folder) == "logging") is is_read


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("Procfile", "web: gunicorn --access-logfile /var/a.log a:a", ["/var/a.log"]),
        ("Procfile", "web: gunicorn --error-logfile=${E:-/var/e.log} a:a", ["/var/e.log"]),
        ("Procfile", "web: gunicorn --log-file '$LOGS/a.log' a:a", ["$LOGS/a.log"]),
        ("Procfile", "web: gunicorn --log-file - --access-logfile $A a:a", []),
        ("Procfile", "web: gunicorn --access-logfile ${A:--} a:a", []),
        ("Procfile", "web: gunicorn --reload --access-logfile a.log a:a", []),
        ("Procfile", "web: other --access-logfile a.log", []),
        ("Procfile", "web: uvicorn a:a --log-config log.ini", ["log.ini"]),
        ("Procfile", "work: celery -A a worker -f /var/c.log", ["/var/c.log"]),
        ("Dockerfile", 'CMD ["hypercorn", "--access-log", "a.log", "a:a"]', ["a.log"]),
        ("compose.yml", "services: {a: {command: daphne --access-log a.log a:a}}", ["a.log"]),
        ("deploy/uwsgi.ini", "[uwsgi]\nlogto = /var/u.log", ["/var/u.log"]),
        ("deploy/uwsgi.ini", "[uwsgi]\nlogger = file:/var/u.log", ["/var/u.log"]),
        ("deploy/uwsgi.ini", "[uwsgi]\ndaemonize = 127.0.0.1:1717", []),
        ("deploy/web.service", "logto = /var/u.log", []),
    ],
)
def test_options_of_servers(path: str, text: str, found: list[str]) -> None:
    assert [item.file for item in parse(path, text.encode(), SERVERS).options] == found


def test_an_option_knows_its_place() -> None:
    (found,) = parse("Procfile", b"\nweb: uvicorn a:a --log-config=l.json", SERVERS).options
    assert (found.line, found.column, found.symbol, found.configures) == (
        2,
        18,
        "--log-config=l.json",
        True,
    )
