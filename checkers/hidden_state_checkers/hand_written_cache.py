"""HS405: A cache is written by hand: look up, compute, store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state_checkers._evidence import (
    HIDDEN,
    KEPT,
    LIVE,
    has_cache_word,
    is_filled_on_miss,
    is_one_object,
)

if TYPE_CHECKING:
    from hidden_state.project import State

STORES = KEPT | HIDDEN


class HandWrittenCache(Checker):
    """A cache is written by hand: look up, compute, store.

    Every instance has its own entries and its own moment of renewal: after a
    change two instances give two answers, and an invalidation reaches only the
    process that ran it.

    Bad:

        from flask import Flask

        app = Flask(__name__)
        CACHE = {}

        def load(name):
            return open(name).read()

        @app.get("/page/<name>")
        def page(name):
            if name not in CACHE:
                CACHE[name] = load(name)
            return CACHE[name]

    Good:

        from flask import Flask
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        def load(name):
            return open(name).read()

        @app.get("/page/<name>")
        def page(name):
            found = redis.get(name)
            if found is None:
                found = load(name)
                redis.setex(name, 60, found)
            return found

    Django:

        from django.core.cache import cache
        from django.http import HttpResponse
        from django.urls import path
        from shop.pages import load

        CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://cache:6379",
            }
        }

        def page(request, name):
            found = cache.get_or_set(name, lambda: load(name), timeout=60)
            return HttpResponse(found)

        urlpatterns = [path("page/<name>", page)]

    FastAPI:

        from fastapi import FastAPI
        from redis.asyncio import Redis
        from shop.pages import load

        app = FastAPI()
        redis = Redis(host="cache")

        @app.get("/page/{name}")
        async def page(name: str):
            found = await redis.get(name)
            if found is None:
                found = load(name)
                await redis.setex(name, 60, found)
            return found

    Not reported:

        Pools of clients and compiled values, which are right in every process,
        and registers that a request enters itself into (check, then set).

    Limits:

        A look-up in one function and a store in another, under names that say
        nothing of a cache, are HS101 or HS104.
    """

    code = "HS405"
    name = "hand-written-cache"
    category = "instance-cache"
    specificity = 10
    effect = "instances answer differently, and an invalidation reaches only one of them"
    instead = "Keep it in a shared cache with an expiry, or look it up each time"
    consequences = Consequences(
        scale_out="each instance has its own entries and renews them at another moment",
        instance_loss="the entries are worked out again, all at once",
        rolling_deploy="new instances start cold, old ones may answer with stale entries",
        rollback="entries made by the newer version stay where they were made",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        if state.kind not in STORES or state.holds & LIVE or is_one_object(state):
            return False
        return has_cache_word(state) or is_filled_on_miss(state)
