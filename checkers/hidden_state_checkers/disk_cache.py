"""HS404: A cache is kept on local disk."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class DiskCache(Checker):
    """A cache is kept on local disk.

    Each instance fills a cache of its own, and what is invalidated on one
    stays on the others. The files outlive the release that wrote them where
    the disk does, and fill it where nobody looks.

    Bad:

        from diskcache import Cache
        from flask import Flask

        app = Flask(__name__)
        prices = Cache("/var/cache/shop")

        @app.put("/prices/<article>/<price>")
        def change(article, price):
            prices.set(article, price)
            return "", 204

    Good:

        import redis
        from flask import Flask

        app = Flask(__name__)
        prices = redis.Redis(host="cache")

        @app.put("/prices/<article>/<price>")
        def change(article, price):
            prices.set(article, price)
            return "", 204

    Django:

        from django.core.cache import cache
        from django.http import HttpResponse
        from django.urls import path

        CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://cache:6379",
            }
        }

        def change(request, article, price):
            cache.set(article, price)
            return HttpResponse(status=204)

        urlpatterns = [path("prices/<article>/<price>", change)]

    FastAPI:

        from fastapi import FastAPI
        from redis.asyncio import Redis

        app = FastAPI()
        prices = Redis(host="cache")

        @app.put("/prices/{article}/{price}")
        async def change(article: str, price: str):
            await prices.set(article, price)

    Not reported:

        A cache that only commands, tests or notebooks use.

    Limits:

        A folder on a volume that instances share is not to be seen in the
        code: accept the finding then.
    """

    code = "HS404"
    name = "disk-cache"
    category = "instance-cache"
    specificity = 20
    kinds = frozenset({"cache", "cache backend"})
    lives = "disk"
    says = "is a cache on the disk of this instance"
    effect = "instances answer from different copies, and a change reaches one of them"
    instead = "Keep it in a cache that all instances share: Redis, Memcached"
    consequences = Consequences(
        scale_out="each instance fills and invalidates its own cache",
        instance_loss="the cache starts cold",
        rolling_deploy="a new instance starts cold, or reads what the old release wrote",
        rollback="the old release reads what the new one wrote",
    )
