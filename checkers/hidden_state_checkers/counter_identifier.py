"""HS804: Identifiers are taken from a counter of the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state.words import has_word, owner_has_word
from hidden_state_checkers._evidence import is_count

if TYPE_CHECKING:
    from hidden_state.project import State

WORDS = frozenset(
    """id ids identifier identifiers uid pk sequence seq serial serials number numbers no next
    last latest increment autoincrement""".split()
)
OWNERS = frozenset("id ids identifier sequence sequencer autoincrement".split())
COUNTING = frozenset(
    """count counts total totals hits views visits requests errors failures retries attempts
    of""".split()
)
CONTAINERS = frozenset("dict list set tuple deque defaultdict Counter OrderedDict".split())


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

    Django:

        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Order

        def order(request):
            return HttpResponse(Order.objects.create().pk)

        urlpatterns = [path("order/", order)]

    FastAPI:

        import uuid

        from fastapi import FastAPI

        app = FastAPI()

        @app.post("/order")
        def order():
            return uuid.uuid4().hex

    Not reported:

        Counters that count, and identify nothing: those are HS102 and HS104.

    Limits:

        Which count is an identifier is told from `next()` and from names
        (`order_number`, `ticket`); another one is HS102 or HS104.
    """

    code = "HS804"
    name = "counter-identifier"
    category = "process-identity"
    specificity = 40
    effect = "two instances hand out the same number, and a restart begins again"
    instead = "Use the database's sequence, Redis INCR, or a UUID"
    takes_hints = False
    consequences = Consequences(
        scale_out="two instances hand out the same identifier",
        instance_loss="the count begins again and repeats identifiers",
        rolling_deploy="old and new instances count side by side and collide",
        rollback="identifiers handed out since are handed out again",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        if any(write.how == "next()" for write in state.writes):
            return True
        if state.holder in CONTAINERS or not any(map(is_count, state.writes)):
            return False
        if has_word(state.symbol, COUNTING):
            return False
        return has_word(state.symbol, WORDS) or owner_has_word(state.symbol, OWNERS)
