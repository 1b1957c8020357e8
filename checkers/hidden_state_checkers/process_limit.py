"""HS803: A rate limit is counted in each process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state.words import words_in
from hidden_state_checkers._evidence import HIDDEN, KEPT, LIVE, is_collected, is_count, is_keyed

if TYPE_CHECKING:
    from hidden_state.project import State

STORES = KEPT | HIDDEN
LIMITS = frozenset(
    """ratelimit ratelimits limiter limiters throttle throttles throttled throttler throttling
    quota quotas lockout lockouts cooldown cooldowns""".split()
)
RATE = frozenset("rate request requests login attempt attempts api ip".split())
LIMIT = frozenset("limit limits limiting limited".split())
OFFENCES = frozenset(
    "attempt attempts ban bans banned strike strikes violation violations lockout".split()
)
"""Words that count something against somebody, in the name of the state itself."""
WORK = frozenset(
    """retry retries reconnect connect connection connections job jobs task tasks delivery sync
    worker workers upstream provider model""".split()
)
"""Words of what is tried again, and limits nobody."""
MAPPINGS = frozenset({"dict", "defaultdict", "Counter", "OrderedDict"})
COUNTED = frozenset({"count", "moment", "container"})
GATES = frozenset({"middleware", "dependency", "request hook"})


class ProcessLimit(Checker):
    """A rate limit is counted in each process.

    Each worker of each replica grants the whole limit, so that the real one is
    the configured one times the number of processes, and a restart forgets who
    was locked out. Attempts at a password are limited hardly at all.

    Bad:

        from flask import Flask
        from flask_limiter import Limiter
        from flask_limiter.util import get_remote_address

        app = Flask(__name__)
        limiter = Limiter(get_remote_address, app=app)

        @app.post("/login")
        @limiter.limit("5 per minute")
        def login():
            return "ok"

    Good:

        from flask import Flask
        from flask_limiter import Limiter
        from flask_limiter.util import get_remote_address

        app = Flask(__name__)
        storage = "redis://cache:6379/0"
        limiter = Limiter(get_remote_address, app=app, storage_uri=storage)

        @app.post("/login")
        @limiter.limit("5 per minute")
        def login():
            return "ok"

    Django:

        from django.http import HttpResponse
        from django.urls import path
        from django_ratelimit.decorators import ratelimit

        CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://cache:6379",
            }
        }

        @ratelimit(key="ip", rate="5/m", block=True)
        def login(request):
            return HttpResponse("ok")

        urlpatterns = [path("login/", login)]

    FastAPI:

        from fastapi import FastAPI, Request
        from slowapi import Limiter
        from slowapi.util import get_remote_address

        limiter = Limiter(get_remote_address, storage_uri="redis://cache:6379/0")
        app = FastAPI()
        app.state.limiter = limiter

        @app.post("/login")
        @limiter.limit("5/minute")
        def login(request: Request):
            return "ok"

    Not reported:

        How often this process itself asks others, and how often it tries again.

    Limits:

        A limiter of a package without a model is not known; one written by
        hand is told from its shape: count or time stamp by client, compare,
        refuse.
    """

    code = "HS803"
    name = "process-limit"
    category = "process-identity"
    specificity = 25
    kinds = frozenset({"limit"})
    says = "counts in the memory of each process"
    effect = "every instance grants the whole limit, and a restart forgets the counts"
    instead = "Count in a store that all instances share: Redis with an expiry"
    takes_hints = False
    consequences = Consequences(
        scale_out="the real limit is the configured one times the number of processes",
        instance_loss="who was locked out is let in again",
        rolling_deploy="all counts start anew",
        rollback="all counts start anew",
    )

    def claims(self, state: State) -> bool:
        """Whether the state counts what clients do, to limit it."""
        if state.kind not in STORES or state.holds & LIVE:
            return False
        if not any(map(is_collected, state.writes)) and not _counts_by_key(state):
            return False
        name = words_in(state.symbol.rpartition(".")[2])
        if name & WORK:
            return False
        return bool(name & OFFENCES) or _limits(state) or _is_window(state)


def _counts_by_key(state: State) -> bool:
    """Whether numbers in a mapping are added to."""
    return state.holder in MAPPINGS and any(map(is_count, state.writes))


def _limits(state: State) -> bool:
    """Whether the name of the state, of its owner or of the writing function is of a limit."""
    texts = [state.symbol]
    if state.holds & COUNTED:
        texts.append(state.shown.chain[-1].function.rpartition(".")[2])
    return any(words & LIMITS or (words & RATE and words & LIMIT) for words in map(words_in, texts))


def _is_window(state: State) -> bool:
    """Whether counts and times are kept by key where every request passes."""
    return (
        state.entrance.kind in GATES
        and "count" in state.holds
        and not state.holds & {"object", "instance", "tool"}
        and any(is_keyed(write) and "moment" in write.kinds for write in state.writes)
    )
