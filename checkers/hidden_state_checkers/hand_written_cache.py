"""HS405: A cache is written by hand: look up, compute, store."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.words import has_word
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.project import State

STORES = frozenset({"global", "class", "field", "closure", "application", "bag", "default", "function"})
KEYED = frozenset({"item assignment", "setdefault()"})
CONNECTIONS = frozenset({"websocket", "future", "process_handle"})
COMPUTED = frozenset({"data", "unknown", "constant", "object", "container"})
WORDS = frozenset({"cache", "cached", "caches", "memo", "memoized", "memoised"})


class HandWrittenCache(Checker):
    """A cache is written by hand: look up, compute, store.

    Every instance has its own entries and its own moment of renewal: after a
    change two instances give two answers, and an invalidation reaches only the
    process that ran it.

    Bad:

        from flask import Flask

        app = Flask(__name__)
        CACHE = {}

        def load(name):
            return open(name).read()

        @app.get("/page/<name>")
        def page(name):
            if name not in CACHE:
                CACHE[name] = load(name)
            return CACHE[name]

    Good:

        from flask import Flask
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        def load(name):
            return open(name).read()

        @app.get("/page/<name>")
        def page(name):
            found = redis.get(name)
            if found is None:
                found = load(name)
                redis.setex(name, 60, found)
            return found

    Not reported:

        Pools of clients and compiled values, which are right in every process.
    """

    code = "HS405"
    name = "hand-written-cache"
    category = "instance-cache"
    specificity = 10
    effect = "instances answer differently, and an invalidation reaches only one of them"
    instead = "Keep it in a shared cache with an expiry, or look it up each time"

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        if state.kind not in STORES or state.holds & CONNECTIONS:
            return False
        return has_word(state.symbol, WORDS) or _looks_up_first(state)


def _looks_up_first(state: State) -> bool:
    """Whether everything that is stored is stored only when it is missing, and is computed."""
    stores = [write for write in state.writes if write.kinds]
    telling = [write for write in stores if write.how in KEYED or write.how == "rebinding"]
    return bool(telling) and all(
        write.guarded and write.kinds <= COMPUTED and write.kinds & {"data", "unknown"}
        for write in telling
    )
