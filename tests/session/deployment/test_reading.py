from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from hidden_state.models import load
from hidden_state.session.deployment.commands import served, split
from hidden_state.session.deployment.files import form_of
from hidden_state.session.deployment.reading import parse

if TYPE_CHECKING:
    from hidden_state.scaling import Scaling

SERVERS = load().servers
CONTAINER = "spec: {template: {spec: {containers: [{command: [gunicorn, app]}]}}"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("gunicorn -w 4 app:app", [("-w 4", 4, "app:app")]),
        ("gunicorn -w4 app", [("-w4", 4, "")]),
        ("/venv/bin/gunicorn --workers=1 shop.wsgi", [("--workers=1", 1, "shop.wsgi")]),
        ("python3 -m uvicorn app.main:app --workers 2", [("--workers 2", 2, "app.main:app")]),
        ("exec env A=b uwsgi --processes 1 --http :80", [("--processes 1", 1, "")]),
        ("sh -c 'migrate && gunicorn -w 3 app:app'", [("-w 3", 3, "app:app")]),
        ("gunicorn -w ${W:-3} app:app", [("-w ${W:-3}", 3, "app:app")]),
        ('gunicorn --workers="$(nproc)" app:app', [("--workers=$(nproc)", None, "app:app")]),
        ("fastapi run main.py --workers 1", [("--workers 1", 1, "")]),
        ("gunicorn -w 1 -w 2 app:app", [("-w 2", 2, "app:app")]),
        ("gunicorn --bind unix:app.sock -w 1 app:app", [("-w 1", 1, "app:app")]),
        ("gunicorn -w ${W:-1} app:app", []),
        ("gunicorn -w $W app:app", []),
        ("gunicorn app:app", []),
        ("gunicorn --reload -w 1 app:app", []),
        ("gunicorn app:app && other -w 1", []),
        ("pip install gunicorn -w 1", []),
        ("echo 'gunicorn -w 1 app:app'", []),
        ("celery -A app worker -w 1", []),
        ("fastapi dev --workers 1", []),
        ("gunicorn -w 1 'app:app", []),
        ("run # gunicorn -w 1 app:app", []),
    ],
)
def test_command_lines(line: str, expected: list[tuple[str, int | None, str]]) -> None:
    assert [tuple(item) for item in served(split(line), SERVERS.commands)] == expected


@pytest.mark.parametrize(
    ("folder", "name", "form"),
    [
        ("", "Dockerfile", "docker"),
        ("docker/", "api.Dockerfile", "docker"),
        ("", "Dockerfile.prod", "docker"),
        ("", "Procfile", "lines"),
        ("bin/", "docker_start.sh", "lines"),
        ("", "docker-compose.prod.yml", "compose"),
        ("", "compose.yaml", "compose"),
        ("k8s/", "web.yaml", "yaml"),
        ("", "deployment.yml", "yaml"),
        ("config/", "nginx.conf.template", "statements"),
        ("nginx/", "default.conf", "statements"),
        ("deploy/", "web.service", "ini"),
        ("", "mkdocs.yml", None),
        ("locale/", "en.yaml", None),
        ("", "Dockerfile.dev", None),
        (".devcontainer/", "Dockerfile", None),
        ("docs/examples/", "docker-compose.yml", None),
        ("", "logging.conf", "logging"),
        ("scripts/", "lint.sh", None),
        ("", "README.md", None),
    ],
)
def test_which_files(folder: str, name: str, form: str | None) -> None:
    assert form_of(name, folder) == form


def scalings(path: str, text: str) -> list[Scaling]:
    return list(parse(path, text.encode(), SERVERS).scalings)


def test_places_count_from_one() -> None:
    (found,) = scalings("Dockerfile", "FROM a\nCMD gunicorn \\\n  -w 1 \\\n  app:app\n")
    assert (found.line, found.column, found.end_column, found.text) == (3, 3, 7, "-w 1 \\")


@pytest.mark.parametrize(
    ("path", "text", "kind", "count"),
    [
        ("Dockerfile", "ENV WEB_CONCURRENCY=1 A=2", "one worker", 1),
        ("Dockerfile", 'ENTRYPOINT ["gunicorn", "-w", "2"]', "many workers", 2),
        ("deploy/uwsgi.ini", "[uwsgi]\nprocesses = 4", "many workers", 4),
        ("supervisord.conf", "[program:a]\ncommand=gunicorn -w 3 a:a", "many workers", 3),
        ("compose.yml", "services: {a: {build: ., deploy: {replicas: 2}}}", "many replicas", 2),
        ("compose.yml", "services: {a: {build: ., scale: 1}}", "one replica", 1),
        ("k8s/a.yml", f"kind: Deployment\n{CONTAINER}, replicas: 2}}", "many replicas", 2),
        ("k8s/a.yml", "kind: Service\nspec: {sessionAffinity: ClientIP}", "sticky sessions", None),
        ("Caddyfile", "reverse_proxy a {\n  lb_policy ip_hash\n}", "sticky sessions", None),
        ("nginx.conf", "upstream a { sticky cookie id; }", "sticky sessions", None),
        (
            "traefik.yml",
            "http: {services: {a: {loadBalancer: {sticky: {cookie: {}}}}}}",
            "sticky sessions",
            None,
        ),
        (
            "k8s/rule.yml",
            "spec: {trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true}}}}",
            "sticky sessions",
            None,
        ),
    ],
)
def test_what_files_say(path: str, text: str, kind: str, count: int | None) -> None:
    assert [(item.kind, item.count) for item in scalings(path, text)] == [(kind, count)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Dockerfile", "CMD [1, gunicorn"),
        ("Dockerfile", "CMD [[[[[[[[[[[["),
        ("compose.yml", "services: [a, b]"),
        ("compose.yml", "services: {a: {build: ., scale: many, command: {a: b}}}"),
        ("compose.yml", "services: {a: {image: redis, scale: 2}}"),
        ("k8s/a.yml", "kind: Deployment\nspec: {replicas: 2, template: &a {spec: *a}}"),
        ("k8s/a.yml", "kind: Deployment\nspec:\n  replicas: {{ .Values.replicas }}"),
        ("k8s/a.yml", "replicas: 2"),
        ("compose.yml", ""),
        ("nginx.conf", "# ip_hash;\nserver { listen 80; }"),
        ("nginx.conf", "\x00\ufffd{{{"),
    ],
)
def test_what_says_nothing(path: str, text: str) -> None:
    assert scalings(path, text) == []


@pytest.mark.parametrize("text", ["a: [replicas", "replicas: " + "[" * 20_000, "replicas: *a"])
def test_broken_compose_files_cost_a_warning(text: str) -> None:
    assert parse("compose.yml", text.encode(), SERVERS).fault.startswith("it is no YAML")


def test_aliases_are_not_unfolded() -> None:
    layers = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))
    before = time.process_time()
    scalings("compose.yml", f"a0: &a0 [replicas]\n{layers}\nservices: *a29\n")
    assert time.process_time() - before < 5


def test_comments() -> None:
    text = "services:\n  # stateful[HS902]: one\n\n  # why\n  a: \\\n    b\n  c: d  # noqa: HS902\n"
    found = parse("compose.yml", text.encode(), SERVERS)
    (comment,) = found.acceptances
    assert (comment.line, comment.column, comment.first, comment.last) == (2, 3, 5, 6)
    assert (comment.codes, comment.reason) == (("HS902",), "one")
    assert [item.line for item in found.noqa] == [7]
