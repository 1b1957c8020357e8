"""HS201: Sessions are kept in the memory of one process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state.words import has_word

if TYPE_CHECKING:
    from hidden_state.project import Holding


KEEPS_SESSIONS = "keeps sessions in the memory of this process"
KEEPS_TOKENS = "keeps one-time tokens in the memory of this process"
TOKENS = frozenset(
    """token tokens otp otps nonce nonces captcha captchas session sessions confirmation
    confirmations passcode passcodes challenge challenges""".split()
)


class SessionMemory(Checker):
    """Sessions are kept in the memory of one process.

    Whoever logs in on one process is a stranger to the next one. Where the
    memory is only a cache before the database, a process goes on with its own
    old copy after a logout or a change that another one made.

    Bad:

        from django.urls import path
        from shop.views import home

        INSTALLED_APPS = ["django.contrib.sessions"]
        SESSION_ENGINE = "django.contrib.sessions.backends.cache"
        CACHES = {
            "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        }

        def account(request):
            return home(request.session["user"])

        urlpatterns = [path("account/", account)]

    Good:

        from django.urls import path
        from shop.views import home

        INSTALLED_APPS = ["django.contrib.sessions"]
        SESSION_ENGINE = "django.contrib.sessions.backends.cache"
        CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://cache:6379",
            }
        }

        def account(request):
            return home(request.session["user"])

        urlpatterns = [path("account/", account)]

    Flask:

        from flask import Flask, session
        from flask_session import Session
        from redis import Redis

        app = Flask(__name__)
        app.config["SESSION_TYPE"] = "redis"
        app.config["SESSION_REDIS"] = Redis(host="cache")
        Session(app)

        @app.get("/account")
        def account():
            session["seen"] = True
            return "ok"

    FastAPI:

        import secrets

        from fastapi import Cookie, FastAPI, Response
        from redis import Redis

        app = FastAPI()
        sessions = Redis(host="cache")

        @app.post("/login")
        def login(user: str, response: Response):
            token = secrets.token_urlsafe()
            sessions.setex(f"session:{token}", 3600, user)
            response.set_cookie("session", token, httponly=True)

        @app.get("/account")
        def account(session: str = Cookie()):
            return sessions.get(f"session:{session}")

    Not reported:

        Settings for development and tests where others hold in production. A
        cache that keeps other things than one-time tokens is HS403.

    Limits:

        A session engine that is chosen by code which cannot be evaluated
        counts as shared, and is not reported.
    """

    code = "HS201"
    name = "session-memory"
    category = "session-store"
    specificity = 22
    kinds = frozenset({"session"})
    lives = "memory"
    says = KEEPS_SESSIONS
    effect = "another process does not know who is logged in, or goes on with an old copy"
    instead = "Keep sessions in a store that all instances share: Redis, the database"
    consequences = Consequences(
        scale_out="users are logged in on one process and strangers to the others",
        instance_loss="everybody who was served by it is logged out",
        rolling_deploy="all users are logged out",
        rollback="all users are logged out once more",
    )

    def holds(self, holding: Holding) -> bool:
        """Whether HOLDING keeps sessions, or is a cache in which only one-time tokens are kept."""
        return super().holds(holding) or _keeps_tokens(holding)

    def describe(self, holding: Holding) -> str:
        """Return the sentence of any holding; of a cache, what it is used for."""
        text = super().describe(holding)
        return text.replace(KEEPS_SESSIONS, KEEPS_TOKENS, 1) if _keeps_tokens(holding) else text


def _keeps_tokens(holding: Holding) -> bool:
    is_cache = holding.kind == "cache backend" and holding.lives == "memory"
    functions = [use.chain[-1].function for use in holding.uses if use.chain]
    return is_cache and bool(functions) and all(has_word(name, TOKENS) for name in functions)
