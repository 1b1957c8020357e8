"""HS802: A lock of the process guards what all instances share."""

from __future__ import annotations

from hidden_state.checker import Checker
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.project import State

STORES = frozenset({"global", "class", "field", "closure"})


class ProcessLock(Checker):
    """A lock of the process guards what all instances share.

    A thread or asyncio lock keeps out the other threads of this process and
    nobody else: two instances are inside at the same time.

    Bad:

        import threading

        from flask import Flask, request

        app = Flask(__name__)
        lock = threading.Lock()
        seats = {}

        @app.post("/book")
        def book():
            with lock:
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
                redis.hset("seats", request.json["seat"], request.json["user"])
            return "ok"
    """

    code = "HS802"
    name = "process-lock"
    category = "process-identity"
    specificity = 5
    effect = "the lock keeps out the threads of this process only"
    instead = "Keep the state in a shared store and take a lock there, or rely on a transaction"

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return state.locked is not None and state.kind in STORES
