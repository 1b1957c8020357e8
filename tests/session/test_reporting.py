from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hidden_state.config import Config
from hidden_state.session.reporting import report

if TYPE_CHECKING:
    from conftest import WriteProject

    from hidden_state.inventory import Application

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"

DEPENDING = """\
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI

SEEN = {}


def visitor(name: str):
    SEEN[name] = True


def guest(name=Depends(visitor)):
    return name


Visitor = Annotated[str, Depends(visitor)]
app = FastAPI()
router = APIRouter(dependencies=[Depends(visitor)])


@app.get("/default")
def default(name=Depends(visitor)): ...


@app.get("/annotated")
def annotated(name: Annotated[str, Depends(visitor)]): ...


@app.get("/named")
def named(name: Visitor): ...


@app.get("/decorated", dependencies=[Depends(guest)])
def decorated(): ...


@router.get("/routed")
def routed(): ...


@app.get("/free")
def free(): ...
"""

WARM = """\
import csv
import json
from contextlib import asynccontextmanager
from functools import lru_cache

import joblib
import pandas
import torch
from fastapi import FastAPI
from sentence_transformers import SentenceTransformer

from loading import Engine, load_model

COUNTRIES = json.load(open("countries.json"))
with open("cities.csv") as file:
    CITIES = {row["name"]: row for row in csv.DictReader(file)}
frame = pandas.read_csv("prices.csv").fillna(0)
rows = len(pandas.read_csv("prices.csv"))
MODEL = load_model()
engine = Engine()
lazy = None


@asynccontextmanager
async def lifespan(app):
    app.state.net = torch.load("net")
    loaded = joblib.load("other")
    loaded.verbose = 0
    app.state.other = loaded
    yield


app = FastAPI(lifespan=lifespan)


@lru_cache
def embedder():
    return SentenceTransformer("small")


def get_lazy():
    global lazy
    if lazy is None:
        lazy = torch.load("lazy")
    return lazy


@app.get("/")
def home():
    given = json.load(open("today.json"))
    return given, get_lazy(), embedder(), engine.net
"""

LOADING = """\
import joblib
import torch


def load_model():
    model = joblib.load("model")
    return model


class Engine:
    def __init__(self):
        self.net = torch.load("net")
"""

TRAINING = """\
import pandas

DATA = pandas.read_csv("everything.csv")
"""

SHARING = """\
import os

import boto3
import redis
from fastapi import FastAPI
from sqlalchemy import create_engine, text

app = FastAPI()
engine = create_engine(os.environ["DATABASE_URL"])
cache = redis.Redis.from_url("redis://:secret@cache/0")
other = redis.Redis(host="other")
files = boto3.client("s3")
tokens = boto3.client("rds")


def ask(name):
    with engine.connect() as connection:
        return connection.execute(text("select 1"))


@app.get("/asked")
def asked():
    return ask("x")


@app.get("/cached")
def cached():
    return cache.get("x")


@app.get("/plain")
def plain():
    return {}
"""

SETTINGS = """\
import os

from django.conf import settings

SECRET_KEY = os.environ["SECRET_KEY"]
INSTALLED_APPS = ["shop"]
ROOT_URLCONF = "shop.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "shop"}}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://:secret@cache/0",
    },
    "none": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
"""

URLS = """\
from django.urls import path

from shop.models import Order


def orders(request):
    return Order.objects.all()


def save(request):
    Order(name="x").save()


def about(request):
    return "about"


urlpatterns = [path("orders", orders), path("save", save), path("about", about)]
"""

MODELS = """\
from django.db import models


class Order(models.Model):
    name = models.CharField(max_length=9)
"""


def taken(root: Path) -> Application:
    application, result = report(Config(root=root, jobs=1), None, root)
    assert result.failures == ()
    return application


def test_entry_points_that_ask_for_a_dependency_are_told(write_project: WriteProject) -> None:
    application = taken(write_project({"app.py": DEPENDING}))
    assert {entry.name: entry.verdict for entry in application.entries} == {
        "GET /default": "hidden state",
        "GET /annotated": "hidden state",
        "GET /named": "hidden state",
        "GET /decorated": "hidden state",
        "GET /routed": "hidden state",
        "GET /free": "stateless",
    }
    ways = {flow.entry: [step.function for step in flow.steps] for flow in application.flows}
    names = {entry.id: entry.name for entry in application.entries}
    found = {names[entry]: functions for entry, functions in ways.items()}
    assert found["GET /decorated"] == ["app.decorated", "app.guest", "app.visitor"]
    assert found["GET /default"] == ["app.default", "app.visitor"]


def test_a_dependency_of_which_not_all_is_known_is_told_itself(write_project: WriteProject) -> None:
    more = "\n\ndef somewhere(name=Depends(visitor)): ...\n"
    application = taken(write_project({"app.py": DEPENDING + more}))
    assert ("dependency", "visitor") in {(entry.kind, entry.name) for entry in application.entries}


def test_what_every_new_instance_loads(write_project: WriteProject) -> None:
    files = {"app.py": WARM, "loading.py": LOADING, "train.py": TRAINING}
    application = taken(write_project(files))
    assert {item.symbol: item.what for item in application.warm} == {
        "COUNTRIES": "data of a file by `json.load`, at import",
        "CITIES": "data of a file by `csv.DictReader`, at import",
        "frame": "a data frame by `pandas.read_csv`, at import",
        "MODEL": "a model by `joblib.load`, at import",
        "Engine.net": "a model by `torch.load`, at start-up",
        "app.state.net": "a model by `torch.load`, at start-up",
        "app.state.other": "a model by `joblib.load`, at start-up",
        "embedder()": "a model by `sentence_transformers.SentenceTransformer`, on first use",
        "lazy": "a model by `torch.load`, on first use",
    }


def test_what_is_shared_and_who_uses_it(write_project: WriteProject) -> None:
    application = taken(write_project({"app.py": SHARING}))
    stores = {store.symbol: store.what for store in application.shared}
    assert stores == {
        "engine": "a database",
        "cache": "Redis",
        "other": "Redis",
        "files": "object storage",
    }
    symbols = {store.id: store.symbol for store in application.shared}
    used = {entry.name: [symbols[name] for name in entry.shared] for entry in application.entries}
    assert used == {"GET /asked": ["engine"], "GET /cached": ["cache"], "GET /plain": []}
    assert application.verdict == "stateless with shared state"
    verdicts = {entry.name: entry.verdict for entry in application.entries}
    assert verdicts["GET /asked"] == "stateless with shared state"
    assert verdicts["GET /plain"] == "stateless"


def test_a_database_in_the_instance_is_not_shared(write_project: WriteProject) -> None:
    url = """os.environ["DATABASE_URL"]"""
    source = SHARING.replace(url, '"sqlite:///shop.db"')
    application = taken(write_project({"app.py": source}))
    assert "a database" not in {store.what for store in application.shared}
    verdicts = {entry.name: entry.verdict for entry in application.entries}
    assert verdicts["GET /plain"] == "stateless"
    assert application.verdict == "hidden state"


def test_what_settings_share_without_its_password(write_project: WriteProject) -> None:
    files = {
        "manage.py": "",
        "shop/__init__.py": "",
        "shop/settings.py": SETTINGS,
        "shop/urls.py": URLS,
        "shop/models.py": MODELS,
    }
    application = taken(write_project(files))
    assert {(store.symbol, store.what) for store in application.shared} == {
        ("DATABASES.default.ENGINE = django.db.backends.postgresql", "a database"),
        ("CACHES.default.BACKEND = django.core.cache.backends.redis.RedisCache", "Redis"),
        ("SESSION_ENGINE = django.contrib.sessions.backends.db", "a session store"),
    }
    verdicts = {entry.name: entry.verdict for entry in application.entries}
    assert verdicts == {
        "orders": "stateless with shared state",
        "save": "stateless with shared state",
        "about": "stateless",
    }


@pytest.mark.parametrize(
    ("fixture", "key"),
    [
        ("report_shared", None),
        ("report_broker", "local-data"),
        ("report_connections", "any-instance"),
        ("report_scheduler", "two-versions"),
    ],
)
def test_the_checklist_of_fixtures_that_differ_in_one_answer(
    fixture: str, key: str | None, tmp_path: Path
) -> None:
    root = tmp_path / fixture
    shutil.copytree(FIXTURES / fixture, root)
    answers = taken(root).checklist
    welcome = {
        "local-data": "no",
        "sessions": "yes",
        "any-instance": "yes",
        "rollback": "yes",
        "two-versions": "yes",
    }
    if key is not None:
        welcome[key] = "yes" if welcome[key] == "no" else "no"
    assert {answer.key: answer.reply for answer in answers} == welcome
    assert [answer.key for answer in answers if not answer.is_good] == ([key] if key else [])
    assert all(bool(answer.evidence) == (answer.key == key) for answer in answers)


def test_where_nothing_serves_no_question_has_an_answer(write_project: WriteProject) -> None:
    application = taken(write_project({"a.py": "SEEN = {}\n"}))
    assert application.verdict == "unknown"
    assert {(answer.reply, answer.is_good) for answer in application.checklist} == {
        ("unknown", False)
    }


PINNED = """\
import logging
import sqlite3
import threading

from fastapi import FastAPI

app = FastAPI()
SEEN = {}


@app.get("/seen/{name}")
def seen(name):
    SEEN[name] = True


@app.get("/stored")
def stored():
    database = sqlite3.connect("data.db")
    database.execute("INSERT INTO seen VALUES (1)")
    database.commit()
"""


def test_databases_move_before_what_is_left_and_pins_go_last(write_project: WriteProject) -> None:
    files = {"app.py": PINNED, "gunicorn.conf.py": "workers = 1\n"}
    application = taken(write_project(files))
    codes = {state.id: state.finding.code for state in application.states}
    (rest,) = (step for step in application.plan if step.stage == "rest")
    assert [codes[name] for name in rest.states] == ["HS701", "HS101", "HS902"]


def test_frameworks_are_libraries(write_project: WriteProject) -> None:
    worker = """\
import atexit
import threading

import pika
from flask import Flask

app = Flask(__name__)


@app.get("/")
def index(): ...


def on_message(channel, method, properties, body): ...


def consume():
    channel = pika.BlockingConnection().channel()
    channel.basic_consume(queue="jobs", on_message_callback=on_message)


if __name__ == "__main__":
    consume()
"""
    application = taken(write_project({"app.py": worker}))
    assert len(application.entries) > 1
    assert application.frameworks == ("flask",)
