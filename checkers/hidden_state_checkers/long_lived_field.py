"""HS104: A field of an object that outlives the request is changed while serving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences

if TYPE_CHECKING:
    from hidden_state.project import State


class LongLivedField(Checker):
    """A field of an object that outlives the request is changed while serving.

    The object is one per process: a module-level instance, a singleton, a
    middleware, the result of a memoised factory, something hung on the
    application. Its fields are global variables by another name.

    Bad:

        from fastapi import FastAPI

        app = FastAPI()

        class Stock:
            def __init__(self):
                self.left = {}

            def take(self, name):
                self.left[name] = self.left.get(name, 10) - 1

        stock = Stock()

        @app.post("/take/{name}")
        def take(name: str):
            stock.take(name)

    Good:

        from fastapi import FastAPI
        from redis import Redis

        app = FastAPI()

        class Stock:
            def __init__(self):
                self.redis = Redis()

            def take(self, name):
                self.redis.hincrby("stock", name, -1)

        stock = Stock()

        @app.post("/take/{name}")
        def take(name: str):
            stock.take(name)

    Flask:

        from flask import Flask
        from redis import Redis

        app = Flask(__name__)

        class Stock:
            def __init__(self):
                self.redis = Redis()

            def take(self, name):
                self.redis.hincrby("stock", name, -1)

        stock = Stock()

        @app.post("/take/<name>")
        def take(name):
            stock.take(name)
            return "ok"

    Django:

        from django.db.models import F
        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Article

        class Stock:
            def take(self, name):
                Article.objects.filter(name=name).update(left=F("left") - 1)

        stock = Stock()

        def take(request, name):
            stock.take(name)
            return HttpResponse("ok")

        urlpatterns = [path("take/<name>", take)]

    Not reported:

        Objects that are made for each request, Django and Flask views, and
        fields that hold a client made on first use.

    Limits:

        An object that comes out of a container, a registry or a row of an
        ORM, and whose class no annotation names, is not followed. One that a
        request's argument chooses from a pool may be reported although it is
        meant to be one for each process.
    """

    code = "HS104"
    name = "long-lived-field"
    category = "global-state"
    consequences = Consequences(
        scale_out="each instance has an object of its own with other values",
        instance_loss="what the object held is gone",
        rolling_deploy="old and new instances hold different values, the new ones start afresh",
        rollback="what was collected since is gone",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return state.kind in ("field", "cached", "singleton")
