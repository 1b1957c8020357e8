"""HS101: A module-level container is changed while requests are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state_checkers._evidence import is_changed_in_place

if TYPE_CHECKING:
    from hidden_state.project import State


class GlobalContainer(Checker):
    """A module-level container is changed while requests are served.

    Every instance, and every worker process of an instance, has a container of
    its own: what one request stores, the next one may not find, and a restart
    empties it.

    Bad:

        from flask import Flask, request

        app = Flask(__name__)
        REGISTERED = []

        @app.post("/register")
        def register():
            REGISTERED.append(request.json)
            return "ok"

    Good:

        from flask import Flask, request
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        @app.post("/register")
        def register():
            redis.rpush("registered", request.data)
            return "ok"

    Django:

        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Registration

        def register(request):
            Registration.objects.create(name=request.POST["name"])
            return HttpResponse("ok")

        urlpatterns = [path("register/", register)]

    FastAPI:

        from fastapi import FastAPI
        from redis.asyncio import Redis

        app = FastAPI()
        redis = Redis(host="cache")

        @app.post("/register")
        async def register(name: str):
            await redis.rpush("registered", name)

    Not reported:

        Containers that are filled while modules are imported or while the
        application starts, pools of clients made on first use, and what lives as
        long as a request.

    Limits:

        A container that is reached by a computed name only (`getattr(module,
        name)`, a plug-in loaded by its name) is not followed.
    """

    code = "HS101"
    name = "global-container"
    category = "global-state"
    consequences = Consequences(
        scale_out="each instance fills a container of its own",
        instance_loss="what it held is gone",
        rolling_deploy="old and new instances disagree, and the new ones start empty",
        rollback="what was collected since is gone",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return state.kind == "global" and is_changed_in_place(state)
