"""HS802: A lock of the process guards what all instances share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state_checkers._evidence import (
    KEPT,
    WHOLE,
    has_cache_word,
    is_count,
    is_filled_on_miss,
    is_one_object,
)

if TYPE_CHECKING:
    from hidden_state.project import Holding, State


HOST = "host lock"


class ProcessLock(Checker):
    """A lock of the process guards what all instances share.

    A thread or asyncio lock keeps out the other threads of this process and
    nobody else: two instances are inside at the same time. Reported is the
    state that the lock guards, where it is defined, when the lock protects a
    look and a change that belong together: check, then act, or read, add,
    write; or the lock itself, where that is a look and a change in the database
    or in files. A state that a more specific rule speaks of is reported under
    that rule alone. A lock on a file that one process takes when it starts, and
    keeps, elects a leader on each host.

    Bad:

        import threading

        from flask import Flask, request

        app = Flask(__name__)
        lock = threading.Lock()
        seats = {}

        @app.post("/book")
        def book():
            with lock:
                if request.json["seat"] in seats:
                    return "taken", 409
                seats[request.json["seat"]] = request.json["user"]
            return "ok"

    Good:

        from flask import Flask, request
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        @app.post("/book")
        def book():
            with redis.lock("book"):
                if redis.hexists("seats", request.json["seat"]):
                    return "taken", 409
                redis.hset("seats", request.json["seat"], request.json["user"])
            return "ok"

    Django:

        from django.db import transaction
        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Seat

        def book(request):
            with transaction.atomic():
                seats = Seat.objects.select_for_update()
                seat = seats.get(name=request.POST["seat"])
                if seat.user is not None:
                    return HttpResponse("taken", status=409)
                seat.user = request.user
                seat.save()
            return HttpResponse("ok")

        urlpatterns = [path("book/", book)]

    FastAPI:

        from fastapi import FastAPI, HTTPException
        from redis.asyncio import Redis

        app = FastAPI()
        redis = Redis(host="cache")

        @app.post("/book")
        async def book(seat: str, user: str):
            if not await redis.hsetnx("seats", seat, user):
                raise HTTPException(409, "taken")

    Not reported:

        Locks around what is made once, around a cache, around output, or around
        a connection that threads must not share.

    Limits:

        Whether what is guarded is shared is told from the calls inside the
        lock: a call that does not resolve says nothing, and the lock is not
        reported.
    """

    code = "HS802"
    name = "process-lock"
    category = "process-identity"
    specificity = 5
    kinds = frozenset({"lock", HOST})
    says = "keeps out the threads of this process only"
    effect = "the lock keeps out the threads of this process only"
    instead = "Keep the state in a shared store and take a lock there, or rely on a transaction"
    takes_hints = False
    consequences = Consequences(
        scale_out="two instances are inside the lock at the same time",
        instance_loss="what the lock guarded is gone with it",
        rolling_deploy="old and new instances do not keep each other out",
        rollback="what was guarded since is gone",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        if state.locked is None or state.kind not in KEPT or is_one_object(state):
            return False
        if has_cache_word(state) or is_filled_on_miss(state):
            return False
        return any(
            (write.guarded and write.how not in WHOLE) or is_count(write) for write in state.writes
        )

    def describe(self, holding: Holding) -> str:
        """Return the sentence about a lock, of a process or of a host."""
        if holding.kind != HOST:
            return super().describe(holding)
        return (
            f"`{holding.symbol}` elects one process of this host ({holding.reason}): "
            "every other host elects one as well, and each does what only one should"
        )
