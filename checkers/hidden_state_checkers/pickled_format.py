"""HS901: What two versions of the application share is pickled."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class PickledFormat(Checker):
    """What two versions of the application share is pickled.

    A pickle names classes by their module and holds their fields as they are.
    During a rolling deployment old and new instances run side by side, and
    read each other's pickles from the cache, the session store or the queue: a
    class that moved or was renamed cannot be loaded, a new field is missing,
    and a rollback meets pickles of a version that is gone. (Whoever can write
    there can also run code.) Share plain values in a format with a version.

    Bad:

        import pickle

        from flask import Flask, request
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        class Cart:
            def __init__(self, items):
                self.items = items

        @app.post("/cart/<user>")
        def put(user):
            redis.set(user, pickle.dumps(Cart(request.json["items"])))
            return "ok"

    Good:

        import json

        from flask import Flask, request
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        @app.post("/cart/<user>")
        def put(user):
            cart = {"version": 1, "items": request.json["items"]}
            redis.set(user, json.dumps(cart))
            return "ok"

    Django:

        from django.core.cache import cache
        from django.http import HttpResponse
        from django.urls import path

        def put(request, user):
            cache.set(f"cart/1/{user}", {"items": request.POST.getlist("items")})
            return HttpResponse("ok")

        urlpatterns = [path("cart/<user>", put)]

    FastAPI:

        from fastapi import FastAPI
        from pydantic import BaseModel
        from redis import Redis

        app = FastAPI()
        redis = Redis()

        class Cart(BaseModel):
            version: int = 1
            items: list[str]

        @app.post("/cart/{user}")
        def put(user: str, cart: Cart):
            redis.set(user, cart.model_dump_json())

    Not reported:

        Plain values and members of enumerations in a cache that pickles; caches
        that are in memory; pickled files on local disk, which other rules
        report; pickles as a way to copy.

    Limits:

        Values that do not resolve to one class of the project are left alone,
        as is what a decorator stores for any function. Columns that hold
        pickles, and Celery's `config_source`, are not looked at.
    """

    code = "HS901"
    name = "pickled-format"
    category = "version-coupling"
    specificity = 5
    kinds = frozenset({"format"})
    says = "is shared as a pickle"
    used = "written"
    effect = "another version of the code may not be able to read it"
    instead = "Share plain values as JSON, with a version in the data or in the key"
    takes_hints = False
    consequences = Consequences(
        scale_out="nothing, as long as all instances run the same version",
        instance_loss="nothing: it is shared",
        rolling_deploy="old and new instances fail to read what the others wrote",
        rollback="the old version fails to read what the new one wrote",
    )
