"""HS402: A cache of a library keeps its entries in the process."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class CacheObject(Checker):
    """A cache object keeps its entries in the process.

    Every instance has its own entries and its own moment of renewal: after a
    change two instances give two answers, and an invalidation reaches only the
    process that ran it.

    Bad:

        import requests
        from cachetools import TTLCache
        from flask import Flask

        app = Flask(__name__)
        prices = TTLCache(maxsize=100, ttl=600)

        @app.get("/price/<item>")
        def price(item):
            if item not in prices:
                prices[item] = requests.get(f"http://prices/{item}").text
            return prices[item]

    Good:

        import requests
        from flask import Flask
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        @app.get("/price/<item>")
        def price(item):
            found = redis.get(item)
            if found is None:
                found = requests.get(f"http://prices/{item}").text
                redis.setex(item, 600, found)
            return found

    Django:

        import requests
        from django.core.cache import cache
        from django.http import HttpResponse
        from django.urls import path

        CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://cache:6379",
            }
        }

        def price(request, item):
            found = cache.get(item)
            if found is None:
                found = requests.get(f"http://prices/{item}").text
                cache.set(item, found, timeout=600)
            return HttpResponse(found)

        urlpatterns = [path("price/<item>", price)]

    FastAPI:

        import httpx
        from fastapi import FastAPI
        from redis.asyncio import Redis

        app = FastAPI()
        redis = Redis(host="cache")

        @app.get("/price/{item}")
        async def price(item: str):
            found = await redis.get(item)
            if found is None:
                async with httpx.AsyncClient() as client:
                    found = (await client.get(f"http://prices/{item}")).text
                await redis.setex(item, 600, found)
            return found

    Not reported:

        Caches of clients, of models, and of what follows from the key alone,
        and caches that end with the request.

    Limits:

        A cache class of a package without a model is not known: a model of
        your own is a few lines. Whether entries can go stale is told from
        what is put there.
    """

    code = "HS402"
    name = "cache-object"
    category = "instance-cache"
    specificity = 12
    kinds = frozenset({"cache"})
    lives = "memory"
    says = "is a cache in the memory of the process"
    used = "filled"
    effect = "instances answer differently, and an invalidation reaches only one of them"
    instead = "Keep it in a shared cache with an expiry: Redis, Memcached"
    consequences = Consequences(
        scale_out="each instance has its own entries and renews them at another moment",
        instance_loss="the entries are worked out again, all at once",
        rolling_deploy="new instances start cold, old ones may answer with stale entries",
        rollback="entries made by the newer version stay where they were made",
    )
