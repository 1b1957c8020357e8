"""HS603: A request waits for an event of the process that another request sets."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class AwaitedSignal(Checker):
    """A request waits for an event that another request sets.

    An event, a condition or a future is known to one process. When the request
    that sets it is answered by another instance, the one that waits runs into
    its timeout.

    Bad:

        import threading

        from flask import Flask

        app = Flask(__name__)
        approved = threading.Event()

        @app.get("/result")
        def result():
            approved.wait(30)
            return "ok"

        @app.post("/approve")
        def approve():
            approved.set()
            return "ok"

    Good:

        from flask import Flask
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        @app.get("/result")
        def result():
            redis.blpop("approved", timeout=30)
            return "ok"

        @app.post("/approve")
        def approve():
            redis.rpush("approved", "yes")
            return "ok"

    Django:

        from django.http import HttpResponse
        from django.urls import path
        from redis import Redis

        redis = Redis(host="cache")

        def result(request):
            redis.blpop("approved", timeout=30)
            return HttpResponse("ok")

        def approve(request):
            redis.rpush("approved", "yes")
            return HttpResponse("ok")

        urlpatterns = [path("result/", result), path("approve/", approve)]

    FastAPI:

        from fastapi import FastAPI
        from redis.asyncio import Redis

        app = FastAPI()
        redis = Redis(host="cache")

        @app.get("/result")
        async def result():
            await redis.blpop("approved", timeout=30)

        @app.post("/approve")
        async def approve():
            await redis.rpush("approved", "yes")

    Not reported:

        Events that only end a thread or a loop of the same process.

    Limits:

        An event that is reached through an object whose class does not
        resolve is not followed.
    """

    code = "HS603"
    name = "awaited-signal"
    category = "connection-state"
    specificity = 15
    kinds = frozenset({"signal"})
    says = "is waited for in one request and set in another"
    used = "set"
    effect = "the one that waits never hears of it when another instance answers"
    instead = "Wait for a message through Redis (BLPOP, pub/sub), or let the client ask again"
    consequences = Consequences(
        scale_out="the request that waits and the one that sets it meet by chance",
        instance_loss="whoever waits is cut off",
        rolling_deploy="old and new instances do not hear each other",
        rollback="nothing stays behind",
    )
