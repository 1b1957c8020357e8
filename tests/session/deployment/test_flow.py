from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from projects import APP, LOGGED, LOGGING

from hidden_state import session
from hidden_state.cli import main
from hidden_state.config import Config
from hidden_state.session.deployment import reading

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteProject

    from hidden_state.finding import Result

PROCFILE = "web: gunicorn -w 1 app:app\n"


def check(root: Path, *targets: str) -> Result:
    return session.check(Config(root=root, jobs=1), [root / name for name in targets] or None)


def codes(result: Result) -> list[tuple[str, str]]:
    return [(item.path, item.code) for item in result.findings]


def test_a_pin_is_reported_where_it_is(write_project: WriteProject) -> None:
    root = write_project({"app.py": APP, "Procfile": PROCFILE})
    assert codes(check(root)) == [("Procfile", "HS902"), ("app.py", "HS101")]
    assert codes(check(root, "Procfile")) == [("Procfile", "HS902")]
    assert codes(check(root, "app.py")) == [("app.py", "HS101")]
    assert check(root).files == 1


def test_a_change_is_seen(write_project: WriteProject, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_project({"app.py": APP, "Procfile": PROCFILE})
    assert len(check(root).findings) == 2
    (root / "Procfile").write_text("web: gunicorn -w 2 app:app\n")
    assert codes(check(root)) == [("app.py", "HS101")]
    (root / "other.py").write_text("A = 1\n")
    monkeypatch.setattr(reading, "parse", None)
    assert codes(check(root)) == [("app.py", "HS101")]


def test_what_is_large_or_excluded_is_not_read(write_project: WriteProject) -> None:
    large = PROCFILE + "# " + "x" * 200_000
    root = write_project({"app.py": APP, "Procfile": large, "tests/Procfile": PROCFILE})
    assert codes(check(root)) == [("app.py", "HS101")]


def test_a_broken_file_costs_a_warning(write_project: WriteProject) -> None:
    root = write_project({"app.py": APP, "compose.yml": "services: {a: {scale: 1"})
    for _ in range(2):
        result = check(root)
        assert codes(result) == [("app.py", "HS101")]
        assert [text.partition(" (")[0] for text in result.warnings] == [
            "compose.yml is not read: it is no YAML"
        ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"# stateful[HS902]: one machine\n{PROCFILE}", 0),
        (f"# noqa: HS902\n{PROCFILE}", 1),
        (PROCFILE.replace("\n", "  # noqa: HS902\n"), 0),
        (f"# stateful[HS902] until 2020-01-01: one machine\n{PROCFILE}", 2),
    ],
)
def test_comments_accept_there(write_project: WriteProject, text: str, count: int) -> None:
    root = write_project({"app.py": APP, "Procfile": text})
    assert [path for path, _ in codes(check(root))].count("Procfile") == count


def test_the_command_accepts_it(
    write_project: WriteProject, capsys: pytest.CaptureFixture[str]
) -> None:
    docker = "FROM a\nCMD gunicorn \\\n    -w 1 app:app\n"
    root = write_project({"app.py": APP, "Dockerfile": docker})
    main(["accept", f"{root / 'Dockerfile'}:3", "--reason", "one machine"])
    comment = "# stateful[HS902]: one machine"
    assert (root / "Dockerfile").read_text() == docker.replace("CMD", f"{comment}\nCMD")
    assert comment in capsys.readouterr().out
    assert codes(check(root)) == [("app.py", "HS101")]


def test_a_change_of_the_logging_is_seen(write_project: WriteProject) -> None:
    root = write_project({"app.py": LOGGED})
    assert codes(check(root)) == []
    (root / "logging.ini").write_text(LOGGING)
    (found,) = check(root).findings
    assert (found.path, found.line, found.code, found.symbol) == ("app.py", 5, "HS304", "shop.log")
    assert "(handler `file` of logging.ini:7)" in found.message
    assert [(item.path, item.line) for item in found.writes] == [("app.py", 5), ("logging.ini", 7)]
    (root / "logging.ini").write_text(LOGGING.replace("shop.log", "/dev/stdout"))
    assert codes(check(root)) == []
    (root / "logging.ini").write_text(LOGGING.replace("shop.log", "other.log"))
    assert [found.symbol for found in check(root).findings] == ["other.log"]


def test_an_unsaved_configuration_is_no_python(write_project: WriteProject) -> None:
    root = write_project({"app.py": LOGGED, "logging.ini": LOGGING})
    config = Config(root=root, jobs=1)
    for name, symbol in (("new.log", ["new.log"]), ("/dev/stderr", [])):
        text = LOGGING.replace("shop.log", name).encode()
        analysis = session.analyse(config, (), {root / "logging.ini": text})
        assert [found.symbol for found in analysis.findings] == symbol
    assert [found.symbol for found in check(root).findings] == ["shop.log"]


def test_a_comment_in_the_configuration_accepts(write_project: WriteProject) -> None:
    accepted = LOGGING.replace("args", "# stateful[HS304]: shipped by an agent\nargs")
    root = write_project({"app.py": LOGGED, "logging.ini": accepted})
    assert codes(check(root)) == []
