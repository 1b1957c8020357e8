"""What deployment files set of the environment, and what that decides."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from hidden_state import session
from hidden_state.config import Config
from hidden_state.models import load
from hidden_state.session.deployment.environment import environment
from hidden_state.session.deployment.reading import parse

if TYPE_CHECKING:
    from conftest import WriteProject

SERVERS = load().servers
SHOP = {
    "shop/__init__.py": "",
    "shop/settings.py": """
        import os
        SECRET_KEY = "x"
        ROOT_URLCONF = "shop.urls"
        INSTALLED_APPS = ["shop"]
        MEDIA_ROOT = "/srv/media"
        if os.getenv("USE_S3", "no") == "yes":
            STORAGES = {"default": {"BACKEND": "storages.backends.s3.S3Storage"}}
    """,
    "shop/models.py": """
        from django.db import models
        class Photo(models.Model):
            image = models.ImageField(upload_to="photos")
    """,
    "shop/urls.py": """
        from django.urls import path
        from shop.models import Photo
        def add(request):
            Photo.objects.create(image=request.FILES["image"])
        urlpatterns = [path("photos", add)]
    """,
}
COMPOSE = """
    services:
      web:
        build: .
        command: gunicorn shop.wsgi
        environment:
          USE_S3: "{}"
"""
MANIFEST = """
    apiVersion: apps/v1
    kind: Deployment
    spec:
      template:
        spec:
          containers:
            - name: web
              env:
                - name: USE_S3
                  {}
"""


def told(path: str, text: str) -> dict[str, str | None]:
    found = parse(path, textwrap.dedent(text).encode(), SERVERS)
    assert not found.fault
    return {item.name: item.value for item in found.variables}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        pytest.param(
            "Dockerfile", 'ENV A=1 B="x y"\nENV C two', {"A": "1", "B": "x y", "C": "two"}
        ),
        pytest.param("Dockerfile", "ENV A=$A B=/x:${PATH} lower=1", {}),
        pytest.param("Dockerfile", "FROM a AS dev\nENV A=1\nFROM a AS web\nENV B=2", {"B": "2"}),
        pytest.param("Dockerfile", "ENV DEBUG=1 A=1", {}),
        pytest.param("Dockerfile", "ENV DJANGO_ENV dev\nENV A=1", {}),
        pytest.param("Dockerfile", "ENV DEBUG=0 A=1", {"DEBUG": "0", "A": "1"}),
        pytest.param("Procfile", "web: A=1 B=2 gunicorn app --x C=3", {"A": "1", "B": "2"}),
        pytest.param("start.sh", "export A=1\nB=2\nC=3 gunicorn app", {"A": "1", "C": "3"}),
        pytest.param("run-postgres.sh", "export A=1", {}),
        pytest.param("a.service", '[Service]\nEnvironment=A=1 "B=x y"', {"A": "1", "B": "x y"}),
        pytest.param("compose.yml", COMPOSE.format("yes"), {"USE_S3": "yes"}),
        pytest.param("compose.yml", COMPOSE.format("${USE_S3:-yes}"), {"USE_S3": "yes"}),
        pytest.param("compose.yml", COMPOSE.format("${USE_S3:?missing}"), {"USE_S3": None}),
        pytest.param("compose.yml", COMPOSE.format("${USE_S3}"), {}),
        pytest.param(
            "compose.yml",
            "services:\n  a:\n    image: b\n    environment: [A=1, B, C=]",
            {"A": "1", "C": ""},
        ),
        pytest.param(
            "compose.yml",
            "services:\n  a:\n    command: python manage.py runserver\n    environment: [A=1]",
            {},
        ),
        pytest.param("k8s/web.yaml", MANIFEST.format("value: 'yes'"), {"USE_S3": "yes"}),
        pytest.param(
            "k8s/web.yaml",
            MANIFEST.format("valueFrom: {secretKeyRef: {name: a, key: b}}"),
            {"USE_S3": None},
        ),
        pytest.param(
            "k8s/map.yaml", "apiVersion: v1\nkind: ConfigMap\ndata: {A: '1', a.ini: x}", {"A": "1"}
        ),
        pytest.param("app.yaml", "runtime: python\nenv_variables:\n  A: 1", {"A": "1"}),
        pytest.param(
            "render.yaml",
            "services:\n- envVars:\n  - {key: A, value: 1}\n  - {key: B, sync: false}",
            {"A": "1", "B": None},
        ),
    ],
)
def test_variables_are_read(path: str, text: str, expected: dict[str, str | None]) -> None:
    assert told(path, text) == expected


def test_files_nearest_to_production_count_and_where_they_differ_nobody_knows() -> None:
    files = {
        "compose.yml": "services: {a: {environment: {A: '1', B: '1', C: '1'}}}",
        "Dockerfile": "ENV A=2 B=2",
        "deploy/prod.Dockerfile": "ENV A=3",
        "other/Dockerfile": "ENV B=4",
    }
    found = environment({path: parse(path, text.encode(), SERVERS) for path, text in files.items()})
    assert {name: item.value for name, item in found.items()} == {"A": "3", "B": None, "C": "1"}


def reasons(write_project: WriteProject, files: dict[str, str]) -> list[str]:
    root = write_project({name: textwrap.dedent(text) for name, text in {**SHOP, **files}.items()})
    result = session.check(Config(root=root, jobs=1), None)
    return [item.message for item in result.findings if item.code == "HS303"]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"Dockerfile": "ENV USE_S3=yes"}, id="set"),
        pytest.param({"k8s/web.yaml": MANIFEST.format("valueFrom: {}")}, id="set elsewhere"),
        pytest.param(
            {"compose.yml": COMPOSE.format("no"), "Procfile": "web: USE_S3=yes gunicorn shop"},
            id="compose is the last to count",
        ),
    ],
)
def test_what_the_deployment_shares_is_none(
    write_project: WriteProject, files: dict[str, str]
) -> None:
    assert reasons(write_project, files) == []


def test_what_the_deployment_sets_to_local_is_said(write_project: WriteProject) -> None:
    (message,) = reasons(write_project, {"Dockerfile": "FROM a\nENV USE_S3=no"})
    assert ": `USE_S3` is set so, Dockerfile:2" in message


def test_what_no_file_sets_is_local_unless_it_is_set(write_project: WriteProject) -> None:
    (message,) = reasons(write_project, {"docker-compose.dev.yml": COMPOSE.format("yes")})
    assert "unless `USE_S3` says otherwise" in message


def test_a_folder_keeps_the_name_that_the_code_gives(write_project: WriteProject) -> None:
    app = """
        import os
        from flask import Flask, request
        app = Flask(__name__)
        FOLDER = os.environ["DATA_DIR"]
        @app.post("/<name>")
        def put(name):
            with open(os.path.join(FOLDER, name), "wb") as file:
                file.write(request.data)
    """
    root = write_project({"app.py": textwrap.dedent(app), "Dockerfile": "ENV DATA_DIR=/data"})
    result = session.check(Config(root=root, jobs=1), None)
    assert [(item.code, item.symbol) for item in result.findings] == [("HS301", "FOLDER")]
