"""HS103: A class attribute is changed while requests are served."""

from __future__ import annotations

from hidden_state.checker import Checker
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.project import State


class ClassAttribute(Checker):
    """A class attribute is changed while requests are served.

    A class attribute is one per process: all requests of a process share it, and
    no other process sees the change.

    Bad:

        from flask import Flask, request

        app = Flask(__name__)

        class Basket:
            items = {}

            def put(self, user, item):
                self.items[user] = item

        @app.post("/basket")
        def put():
            Basket().put(request.json["user"], request.json["item"])
            return "ok"

    Good:

        from flask import Flask, request
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        class Basket:
            def put(self, user, item):
                redis.hset("basket", user, item)

        @app.post("/basket")
        def put():
            Basket().put(request.json["user"], request.json["item"])
            return "ok"

    Not reported:

        Defaults that are copied per object (pydantic, dataclasses, Django
        models), and the only object of a class that is made on first use.
    """

    code = "HS103"
    name = "class-attribute"
    category = "global-state"

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return state.kind == "class"
