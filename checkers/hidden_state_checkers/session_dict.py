"""HS203: Sessions, tokens, codes or carts are kept in memory by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state.words import has_word, owner_has_word, words_in
from hidden_state_checkers._evidence import (
    CACHE,
    HIDDEN,
    KEPT,
    LIVE,
    is_collected,
    is_count,
    is_filled_on_miss,
    is_keyed,
    words_around,
)

if TYPE_CHECKING:
    from hidden_state.project import State

STORES = KEPT | HIDDEN
WORDS = frozenset(
    """session sessions token tokens otp otps captcha captchas nonce nonces cart carts basket
    baskets login logins logged csrf challenge challenges verification verifications revoked
    denylist passcode passcodes""".split()
)
CODES = frozenset("code codes pin pins secret secrets key keys state states".split())
"""Words that mean a secret of a user beside one of USES, and anything elsewhere."""
USES = frozenset(
    """otp login signin auth oauth authorize password reset forgot verify verification confirm
    confirmation activation activate invite invitation sms email mail phone mfa totp captcha
    register signup magic""".split()
)
ACTIVE = frozenset("active current authenticated signed".split())
USERS = frozenset("user users account accounts".split())
COUNTED = frozenset(
    """count counts counter counters attempts failures errors total limit limits stats metrics
    usage used""".split()
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

    Django:

        from django.http import HttpResponse
        from django.urls import path

        def login(request):
            request.session["user"] = request.POST["user"]
            return HttpResponse("ok")

        urlpatterns = [path("login/", login)]

    FastAPI:

        import secrets

        from fastapi import FastAPI
        from redis import Redis

        app = FastAPI()
        redis = Redis()

        @app.post("/login")
        def login(user: str):
            token = secrets.token_urlsafe()
            redis.setex(token, 3600, user)
            return token

    Not reported:

        Lists of codes that are no secret of a user, and counts of logins.

    Limits:

        What the entries are is told from names (`token`, `session`, `cart`,
        `code`) and from how they are used; a store with no such sign is HS101
        or HS104.
    """

    code = "HS203"
    name = "session-dict"
    category = "session-store"
    specificity = 20
    effect = "a user whose next request reaches another instance is not known there"
    instead = "Keep it in Redis or the database, or sign it into a cookie"
    consequences = Consequences(
        scale_out="a user is known to one instance and a stranger to the others",
        instance_loss="all its users are logged out, codes and carts are lost",
        rolling_deploy="every user is logged out once",
        rollback="whoever logged in since is logged out",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        if state.kind not in STORES or state.holds & LIVE or has_word(state.symbol, COUNTED):
            return False
        stores = [write for write in state.writes if is_collected(write) and not is_count(write)]
        if not stores or (has_word(state.symbol, CACHE) and is_filled_on_miss(state)):
            return False
        if has_word(state.symbol, WORDS):
            return True
        return any(map(is_keyed, stores)) and (
            owner_has_word(state.symbol, WORDS) or _is_a_secret(state) or _knows_users(state)
        )


def _is_a_secret(state: State) -> bool:
    """Whether codes are kept, and the name or the way to them says what they are good for."""
    words = words_in(state.symbol.rpartition(".")[2])
    return bool(words & CODES) and bool((words | words_around(state)) & USES)


def _knows_users(state: State) -> bool:
    words = words_in(state.symbol.rpartition(".")[2])
    return bool(words & ACTIVE and words & USERS)
