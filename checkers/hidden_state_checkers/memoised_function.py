"""HS401: A memoised function gives what may have changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences

if TYPE_CHECKING:
    from hidden_state.project import State


class MemoisedFunction(Checker):
    """A memoised function gives what may have changed since.

    The decorator keeps results in each process. After a change the process
    that made it may clear its own, and the others go on answering with what
    they have. A container that callers get and change is shared by all calls
    of one process, and by none of another.

    Bad:

        from functools import lru_cache

        import requests
        from flask import Flask

        app = Flask(__name__)

        @lru_cache
        def rates():
            return requests.get("http://bank/rates").json()

        @app.get("/rates")
        def show():
            return rates()

    Good:

        import json

        import requests
        from flask import Flask
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        def rates():
            found = redis.get("rates")
            if found is None:
                found = requests.get("http://bank/rates").text
                redis.setex("rates", 60, found)
            return json.loads(found)

        @app.get("/rates")
        def show():
            return rates()

    Django:

        import requests
        from django.core.cache import cache
        from django.http import JsonResponse
        from django.urls import path

        CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://cache:6379",
            }
        }

        def rates():
            return requests.get("http://bank/rates").json()

        def show(request):
            return JsonResponse(cache.get_or_set("rates", rates, timeout=60))

        urlpatterns = [path("rates/", show)]

    FastAPI:

        import httpx
        from fastapi import FastAPI
        from redis.asyncio import Redis

        app = FastAPI()
        redis = Redis(host="cache")

        async def rates():
            found = await redis.get("rates")
            if found is None:
                async with httpx.AsyncClient() as client:
                    found = (await client.get("http://bank/rates")).text
                await redis.setex("rates", 60, found)
            return found

        @app.get("/rates")
        async def show():
            return await rates()

    Not reported:

        Functions that only work out something from their arguments, settings
        from the environment and files, compiled expressions, and factories of
        clients, engines and models.

    Limits:

        Whether a result can go stale is told from what the function does: it
        asks a database, a service, a file, the clock. What a function without
        a visible body does is not known, and it is not reported.
    """

    code = "HS401"
    name = "memoised-function"
    category = "instance-cache"
    specificity = 14
    kinds = frozenset({"memo"})
    says = "keeps its results in each process"
    effect = "instances go on answering with what they have, whatever changed"
    instead = "Keep the result in a shared cache with an expiry, or ask each time"
    consequences = Consequences(
        scale_out="instances answer differently after a change",
        instance_loss="the results are worked out again",
        rolling_deploy="old instances answer with results from before",
        rollback="results of the newer version stay where they were made",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is a container that a memoised function gives to all its callers."""
        return state.kind == "cached"
