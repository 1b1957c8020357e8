"""HS403: The framework's cache is a cache for each process."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class CacheBackend(Checker):
    """The framework's cache is a cache for each process.

    It looks like a store that all share. What one process sets or deletes,
    the others do not see: permissions stay granted, a lock is taken twice, a
    code that was sent is unknown. Django's cache is of this kind if nothing
    else is set.

    Bad:

        from django.core.cache import cache
        from django.urls import path

        INSTALLED_APPS = ["shop"]
        CACHES = {
            "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        }

        def publish(request):
            cache.set("banner", request.POST["text"])

        urlpatterns = [path("banner/", publish)]

    Good:

        from django.core.cache import cache
        from django.urls import path

        INSTALLED_APPS = ["shop"]
        CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://cache:6379",
            }
        }

        def publish(request):
            cache.set("banner", request.POST["text"])

        urlpatterns = [path("banner/", publish)]

    Flask:

        from flask import Flask, request
        from flask_caching import Cache

        app = Flask(__name__)
        cache = Cache(
            app,
            config={
                "CACHE_TYPE": "RedisCache",
                "CACHE_REDIS_URL": "redis://cache:6379/0",
            },
        )

        @app.post("/banner")
        def publish():
            cache.set("banner", request.form["text"])
            return "ok"

    FastAPI:

        from fastapi import FastAPI
        from fastapi_cache import FastAPICache
        from fastapi_cache.backends.redis import RedisBackend
        from fastapi_cache.decorator import cache
        from redis.asyncio import Redis

        app = FastAPI()
        FastAPICache.init(RedisBackend(Redis(host="cache")), prefix="shop")

        @app.get("/banner")
        @cache(expire=60)
        async def banner():
            return "ok"

    Not reported:

        A cache that nothing uses while serving; settings for development and
        tests where others hold in production.

    Limits:

        A backend that the environment alone chooses, without a default, is
        not reported.

    """

    code = "HS403"
    name = "cache-backend"
    category = "instance-cache"
    specificity = 20
    kinds = frozenset({"cache backend"})
    lives = "memory"
    says = "is a cache of this process alone"
    effect = "what one process sets or deletes, the others do not see"
    instead = "Let it be a cache that all instances share: Redis, Memcached, the database"
    consequences = Consequences(
        scale_out="each process answers from its own copy",
        instance_loss="what was kept only there is gone",
        rolling_deploy="new processes start empty, old ones go on with old values",
        rollback="nothing stays behind",
    )
