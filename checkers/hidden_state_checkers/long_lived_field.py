"""HS104: A field of an object that outlives the request is changed while serving."""

from __future__ import annotations

from hidden_state.checker import Checker
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.project import State


class LongLivedField(Checker):
    """A field of an object that outlives the request is changed while serving.

    The object is one per process: a module-level instance, a singleton, a
    middleware, the result of a memoised factory, something hung on the
    application. Its fields are global variables by another name.

    Bad:

        from fastapi import FastAPI

        app = FastAPI()

        class Stock:
            def __init__(self):
                self.left = {}

            def take(self, name):
                self.left[name] = self.left.get(name, 10) - 1

        stock = Stock()

        @app.post("/take/{name}")
        def take(name: str):
            stock.take(name)

    Good:

        from fastapi import FastAPI
        from redis import Redis

        app = FastAPI()

        class Stock:
            def __init__(self):
                self.redis = Redis()

            def take(self, name):
                self.redis.hincrby("stock", name, -1)

        stock = Stock()

        @app.post("/take/{name}")
        def take(name: str):
            stock.take(name)

    Not reported:

        Objects that are made for each request, Django and Flask views, and
        fields that hold a client made on first use.
    """

    code = "HS104"
    name = "long-lived-field"
    category = "global-state"

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return state.kind == "field"
