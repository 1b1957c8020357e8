"""HS805: A host name, process number or random name is used as an identity."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class ProcessName(Checker):
    """A host name, process number or random name is used as an identity.

    What a process calls itself when it is imported is another name in each
    worker and after each restart; or, where workers are forked from a process that has
    imported already, the same name in all of them. Locks, leases and sessions that
    are owned by the name are orphaned, or claimed twice.

    Bad:

        import os
        import socket

        from flask import Flask
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()
        WORKER_ID = f"{socket.gethostname()}:{os.getpid()}"

        @app.post("/claim/<job>")
        def claim(job):
            redis.set(f"owner:{job}", WORKER_ID)
            return "ok"

    Good:

        import uuid

        from flask import Flask
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        @app.post("/claim/<job>")
        def claim(job):
            redis.set(f"owner:{job}", uuid.uuid4().hex, nx=True, ex=30)
            return "ok"

    Django:

        import uuid

        from django.core.cache import cache
        from django.http import HttpResponse
        from django.urls import path

        CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://cache:6379",
            }
        }

        def claim(request, job):
            cache.add(f"owner:{job}", uuid.uuid4().hex, timeout=30)
            return HttpResponse("ok")

        urlpatterns = [path("claim/<job>", claim)]

    FastAPI:

        import uuid

        from fastapi import FastAPI
        from redis.asyncio import Redis

        app = FastAPI()
        redis = Redis(host="cache")

        @app.post("/claim/{job}")
        async def claim(job: str):
            await redis.set(f"owner:{job}", uuid.uuid4().hex, nx=True, ex=30)

    Not reported:

        Names that appear in logs, metrics and headers alone.

    Limits:

        A name that is made at start-up and goes to a package without a model
        is not seen to be an identity.
    """

    code = "HS805"
    name = "process-name"
    category = "process-identity"
    specificity = 30
    kinds = frozenset({"process name"})
    says = "is what this process calls itself"
    effect = (
        "what it owns under that name is orphaned by a restart, and forked workers share the name"
    )
    instead = "Make a token for each claim, give it an expiry, and read the name after the fork"
    takes_hints = False
    reuses = ""
    consequences = Consequences(
        scale_out="workers that are forked after the import claim under one name",
        instance_loss="what it owned has no owner any more",
        rolling_deploy="the new instances do not own what the old ones did",
        rollback="what the newer instances own is orphaned",
    )
