"""HS103: A class attribute is changed while requests are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences

if TYPE_CHECKING:
    from hidden_state.project import State


class ClassAttribute(Checker):
    """A class attribute is changed while requests are served.

    A class attribute is one per process: all requests of a process share it, and
    no other process sees the change.

    Bad:

        from flask import Flask, request

        app = Flask(__name__)

        class Poll:
            votes = {}

            def vote(self, user, answer):
                self.votes[user] = answer

        @app.post("/poll")
        def vote():
            Poll().vote(request.json["user"], request.json["answer"])
            return "ok"

    Good:

        from flask import Flask, request
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        class Poll:
            def vote(self, user, answer):
                redis.hset("poll", user, answer)

        @app.post("/poll")
        def vote():
            Poll().vote(request.json["user"], request.json["answer"])
            return "ok"

    Django:

        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Vote

        def vote(request):
            Vote.objects.update_or_create(
                user=request.user, defaults={"answer": request.POST["answer"]}
            )
            return HttpResponse("ok")

        urlpatterns = [path("poll/", vote)]

    FastAPI:

        from fastapi import FastAPI
        from redis import Redis

        app = FastAPI()
        redis = Redis()

        class Poll:
            def vote(self, user, answer):
                redis.hset("poll", user, answer)

        @app.post("/poll")
        def vote(user: str, answer: str):
            Poll().vote(user, answer)

    Not reported:

        Defaults that are copied per object (pydantic, dataclasses, Django
        models), and the only object of a class that is made on first use.

    Limits:

        A class that is made at run time (`type(...)`, a metaclass that
        returns another class) is not seen.
    """

    code = "HS103"
    name = "class-attribute"
    category = "global-state"
    consequences = Consequences(
        scale_out="each instance changes a class attribute of its own",
        instance_loss="what the class collected is gone",
        rolling_deploy="old and new instances hold different values",
        rollback="what was collected since is gone",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return state.kind == "class"
