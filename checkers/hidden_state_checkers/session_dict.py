"""HS203: Sessions, tokens, codes or carts are kept in memory by hand."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.words import has_word
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.project import State

STORES = frozenset({"global", "class", "field", "closure", "application", "bag", "default"})
KEYED = frozenset({"item assignment", "setdefault()", "update()", "add()", "append()"})
CONNECTIONS = frozenset({"websocket", "future", "process_handle"})
WORDS = frozenset(
    """session sessions token tokens otp otps code codes nonce nonces cart carts basket baskets
    login logins logged auth challenge challenges csrf magic verification verifications
    signature signatures blacklist denylist revoked""".split()
)


class SessionDict(Checker):
    """Sessions, tokens, codes or carts are kept in memory by hand.

    A user whose next request reaches another instance is logged out, has an
    empty cart, or is told that the code is wrong; a deployment logs out all.

    Bad:

        from flask import Flask, request

        app = Flask(__name__)
        SESSIONS = {}

        @app.post("/login")
        def login():
            SESSIONS[request.json["token"]] = request.json["user"]
            return "ok"

    Good:

        from flask import Flask, request
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        @app.post("/login")
        def login():
            redis.setex(request.json["token"], 3600, request.json["user"])
            return "ok"
    """

    code = "HS203"
    name = "session-dict"
    category = "session-store"
    specificity = 20
    effect = "a user whose next request reaches another instance is not known there"
    instead = "Keep it in Redis or the database, or sign it into a cookie"

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return (
            state.kind in STORES
            and not state.holds & CONNECTIONS
            and has_word(state.symbol, WORDS)
            and _is_keyed(state)
        )


def _is_keyed(state: State) -> bool:
    return any(write.how in KEYED for write in state.writes)
