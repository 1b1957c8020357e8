"""Where a framework's storage puts files, by settings."""

from __future__ import annotations

import textwrap

import pytest

from hidden_state.extract import extract
from hidden_state.facts import Facts
from hidden_state.models import load
from hidden_state.project import link

MODELS = load()
LOCAL = '{"BACKEND": "django.core.files.storage.FileSystemStorage"}'
SHARED = '{"BACKEND": "storages.backends.s3.S3Storage"}'
BASE = """
import os
import environ
import environs
from decouple import config
env = environ.Env(
    DEBUG=(bool, False), USE_S3=(bool, False), ON_S3=(bool, True), BUCKET=(str, ""), PLAIN=bool
)
strict = environs.Env()
SECRET_KEY = "x"
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["shop"]
DEBUG = env("DEBUG")
"""
SHOP = {
    "shop/__init__.py": "",
    "shop/models.py": """
        from django.db import models
        class Photo(models.Model):
            image = models.ImageField(upload_to="photos")
    """,
    "shop/views.py": """
        from shop.models import Photo
        def add(request):
            Photo.objects.create(image=request.FILES["image"])
    """,
    "shop/urls.py": """
        from django.urls import path
        from shop.views import add
        urlpatterns = [path("photos", add)]
    """,
    "shop/storage.py": """
        from django.core.files.storage import FileSystemStorage
        from storages.backends.s3 import S3Storage
        class Kept(Named, FileSystemStorage): ...
        class Sent(Named, S3Storage): ...
        class Odd: ...
    """,
}
ELSE = f"    STORAGES = {{'default': {SHARED}}}\nelse:\n    STORAGES = {{'default': {LOCAL}}}"


def reasons(settings: dict[str, str]) -> list[str]:
    """Return why files stay on the local disk, of each storage."""
    facts = {}
    for name, text in {**SHOP, **settings}.items():
        found = extract(textwrap.dedent(text).encode())
        assert isinstance(found, Facts)
        facts[name] = found
    project = link(facts, MODELS)
    held = [item.reason for item in project.holdings if item.kind == "storage"]
    assert not project.failures
    return held


@pytest.mark.parametrize(
    ("body", "variable"),
    [
        pytest.param("USE_S3 = strict.bool('USE_S3', False)", "USE_S3", id="environs"),
        pytest.param("USE_S3 = env.bool('USE_S3', False)", "USE_S3", id="environ, in place"),
        pytest.param("USE_S3 = env('USE_S3')", "USE_S3", id="environ, declared"),
        pytest.param("USE_S3 = config('S3', default=False, cast=bool)", "S3", id="decouple"),
        pytest.param("USE_S3 = os.getenv('USE_S3') == '1'", "USE_S3", id="compared"),
        pytest.param("USE_S3 = os.environ.get('BUCKET')", "BUCKET", id="a name"),
        pytest.param("USE_S3 = 'BUCKET' in os.environ", "BUCKET", id="contained"),
        pytest.param("USE_S3 = env('BUCKET')", "BUCKET", id="an empty text"),
    ],
)
def test_storage_chosen_by_a_switch_is_local_unless_it_is_set(body: str, variable: str) -> None:
    settings = {"site/settings.py": f"{BASE}{body}\nif USE_S3:\n{ELSE}"}
    (told,) = reasons(settings)
    assert told == (
        f"`django.core.files.storage.FileSystemStorage` unless `{variable}` says otherwise"
    )


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("if env('ON_S3'):", id="shared unless told"),
        pytest.param("if env.bool('ON_S3', True):", id="shared by default"),
        pytest.param("if not DEBUG:", id="local while it is debugged"),
        pytest.param("if not env.bool('TESTING', False):", id="local in tests"),
        pytest.param("if os.getenv('ENV', 'dev') == 'production':", id="production's"),
        pytest.param("if os.environ['BUCKET']:", id="it has to be set"),
        pytest.param("if env('PLAIN'):", id="declared without a default"),
        pytest.param("if unknown():", id="nobody knows"),
    ],
)
def test_storage_that_production_shares_or_nobody_knows_is_none(body: str) -> None:
    assert reasons({"site/settings.py": f"{BASE}{body}\n{ELSE}"}) == []


def test_storage_left_out_unless_a_switch_says_otherwise_names_line_and_switch() -> None:
    body = "if os.getenv('SPACES') == 'TRUE':\n    DEFAULT_FILE_STORAGE = 'storages.S3Storage'"
    (told,) = reasons({"site/settings.py": f"{BASE}{body}"})
    line = BASE.count("\n") + 2
    assert told == (
        "`DEFAULT_FILE_STORAGE` is left out of site.settings unless `SPACES` says otherwise, "
        f"settings.py:{line}"
    )


def test_one_of_several_switches_is_named_the_first() -> None:
    body = f"if env('USE_S3'):\n    STORAGES = {{'default': {SHARED}}}\nelif env('BUCKET'):\n{ELSE}"
    (told,) = reasons({"site/settings.py": f"{BASE}{body}"})
    assert "unless `USE_S3` says otherwise" in told


@pytest.mark.parametrize(
    ("backend", "is_local"),
    [("shop.storage.Kept", True), ("shop.storage.Sent", False), ("shop.storage.Odd", False)],
)
def test_storage_of_the_project_is_judged_by_what_it_inherits(backend: str, is_local: bool) -> None:
    body = f"STORAGES = {{'default': {{'BACKEND': '{backend}'}}}}"
    assert bool(reasons({"site/settings.py": f"{BASE}{body}"})) is is_local


def test_what_is_given_counts_though_the_old_setting_may_be_anything() -> None:
    body = f"from elsewhere import *\nSTORAGES = {{'default': {LOCAL}}}"
    assert reasons({"site/settings.py": f"{BASE}{body}"})
    assert not reasons({"site/settings.py": f"{BASE}from elsewhere import *"})


def test_production_decides_where_settings_are_split() -> None:
    files = {
        "site/settings/base.py": f"{BASE}STORAGES = {{'default': {LOCAL}}}",
        "site/settings/dev.py": "from .base import *",
        "site/settings/production.py": f"from .base import *\nSTORAGES['default'] = {SHARED}",
    }
    assert reasons(files) == []
    assert reasons({**files, "site/settings/production.py": "from .base import *"})


OWN = """
    from django.core.files.storage import FileSystemStorage, default_storage, storages
    from django.db import models
    from shop.storage import Kept, Odd, Sent
    disk = FileSystemStorage(location="/srv/private")
    def chosen():
        return storages["private"]
    class Photo(models.Model):
        image = models.ImageField(storage={})
"""


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("Kept()", ["`django.core.files.storage.FileSystemStorage`"]),
        ("Kept", ["`django.core.files.storage.FileSystemStorage`"]),
        (
            "storages['private']",
            ["`shop.storage.Kept` unless `BUCKET` says otherwise for `private`"],
        ),
        ("chosen", ["`shop.storage.Kept` unless `BUCKET` says otherwise for `private`"]),
        ("Sent()", []),
        ("Odd()", []),
        ("storages['other']", []),
        ("default_storage", []),
    ],
)
def test_field_with_a_storage_of_its_own_is_judged_alone(given: str, told: list[str]) -> None:
    body = (
        f"STORAGES = {{'default': {SHARED}, 'private': {{'BACKEND': 'shop.storage.Kept'}}}}\n"
        "if os.getenv('BUCKET'):\n"
        f"    STORAGES['private'] = {SHARED}"
    )
    files = {"site/settings.py": f"{BASE}{body}", "shop/models.py": OWN.format(given)}
    assert reasons(files) == told


@pytest.mark.parametrize("given", ["Kept()", "default_storage"])
def test_one_disk_is_one_storage(given: str) -> None:
    body = f"MEDIA_ROOT = '/srv/media'\nSTORAGES = {{'default': {LOCAL}}}"
    files = {"site/settings.py": f"{BASE}{body}", "shop/models.py": OWN.format(given)}
    assert reasons(files) == ["`django.core.files.storage.FileSystemStorage`"]


def test_what_one_switch_chooses_is_one_storage() -> None:
    local = "{'BACKEND': 'shop.storage.Kept'}"
    body = (
        f"STORAGES = {{'default': {local}, 'private': {local}}}\n"
        "if os.getenv('BUCKET'):\n"
        f"    STORAGES['private'] = {SHARED}\n"
        f"    STORAGES['default'] = {SHARED}\n"
    )
    files = {"site/settings.py": f"{BASE}{body}", "shop/models.py": OWN.format("chosen")}
    assert reasons(files) == ["`shop.storage.Kept` unless `BUCKET` says otherwise"]


@pytest.mark.parametrize("app", ["wagtail.images", "wagtail.images.apps.WagtailImagesAppConfig"])
def test_an_application_that_takes_files_is_told(app: str) -> None:
    body = (
        f"MEDIA_ROOT = '/srv/media'\nINSTALLED_APPS = ['shop', '{app}', 'wagtail.images_of_ours']"
    )
    files = {"site/settings.py": f"{BASE}{body}", "shop/models.py": ""}
    (told,) = reasons(files)
    assert told.endswith("and `wagtail.images` takes files")


def test_settings_that_each_installation_makes_are_those_of_the_example() -> None:
    files = {
        "site/settings/production.py": f"{BASE}from .local_settings import *",
        "site/settings/local_settings.example.py": "MEDIA_ROOT = '/srv/media'",
    }
    assert reasons(files) == ["`STORAGES` is left out of site.settings.production"]
    assert not reasons({**files, "site/settings/local_settings.example.py": "STORAGES = unknown()"})
