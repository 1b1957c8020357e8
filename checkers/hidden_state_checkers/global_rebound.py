"""HS102: A module-level name is given a new value while requests are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences

if TYPE_CHECKING:
    from hidden_state.project import State


class GlobalRebound(Checker):
    """A module-level name is given a new value while requests are served.

    The new value exists in one process; the other workers and instances go on
    with the old one, and a restart brings the first one back.

    Bad:

        from fastapi import FastAPI

        app = FastAPI()
        banner = ""

        @app.put("/banner")
        def set_banner(text: str):
            global banner
            banner = text

    Good:

        from fastapi import FastAPI
        from redis import Redis

        app = FastAPI()
        redis = Redis()

        @app.put("/banner")
        def set_banner(text: str):
            redis.set("banner", text)

    Flask:

        from flask import Flask, request
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        @app.put("/banner")
        def set_banner():
            redis.set("banner", request.get_data())
            return "ok"

    Django:

        from django.core.cache import cache
        from django.http import HttpResponse
        from django.urls import path

        CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://cache:6379",
            }
        }

        def set_banner(request):
            cache.set("banner", request.POST["text"], timeout=None)
            return HttpResponse("ok")

        urlpatterns = [path("banner/", set_banner)]

    Not reported:

        Clients, engines, models and other tools that are made on first use, and
        flags that are set once and stay set.

    Limits:

        A name that is assigned through `globals()` with a computed key is not
        seen.
    """

    code = "HS102"
    name = "global-rebound"
    category = "global-state"
    specificity = -1
    consequences = Consequences(
        scale_out="the new value exists in one instance, the others keep the old one",
        instance_loss="the value falls back to the one in the source",
        rolling_deploy="new instances start with the value in the source",
        rollback="the value set since is gone",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return state.kind == "global"
