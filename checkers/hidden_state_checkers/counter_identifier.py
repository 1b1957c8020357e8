"""HS804: Identifiers are taken from a counter of the process."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.words import has_word
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.project import State

WORDS = frozenset("id ids identifier identifiers sequence seq number serial next ticket".split())


class CounterIdentifier(Checker):
    """Identifiers are taken from a counter of the process.

    Two instances hand out the same number, and a restart begins again.

    Bad:

        import itertools

        from flask import Flask

        app = Flask(__name__)
        order_ids = itertools.count(1)

        @app.post("/order")
        def order():
            return str(next(order_ids))

    Good:

        from flask import Flask
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        @app.post("/order")
        def order():
            return str(redis.incr("order_ids"))

    Not reported:

        Counters that count, and identify nothing: those are HS102 and HS104.
    """

    code = "HS804"
    name = "counter-identifier"
    category = "process-identity"
    specificity = 40
    effect = "two instances hand out the same number, and a restart begins again"
    instead = "Use the database's sequence, Redis INCR, or a UUID"

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        if any(write.how == "next()" for write in state.writes):
            return True
        counted = any(write.kinds == {"count"} for write in state.writes)
        return counted and has_word(state.symbol, WORDS)
