"""HS106: A closure, a function attribute or a mutable default is used as memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences

if TYPE_CHECKING:
    from hidden_state.project import State


class HiddenMemory(Checker):
    """A closure, a function attribute or a mutable default is used as memory.

    It lives as long as the function does, which is as long as the process, and
    nothing in its place says so. The same holds for what a consumer of Kafka,
    RabbitMQ or another stream gathers in a variable, message after message:
    when its partition moves to another instance, the window stays behind.

    Bad:

        from flask import Flask, request

        app = Flask(__name__)

        def remember(item, seen=[]):
            seen.append(item)
            return len(seen)

        @app.post("/seen")
        def seen():
            return str(remember(request.json))

    Good:

        from flask import Flask, request
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        def remember(item):
            return redis.rpush("seen", item)

        @app.post("/seen")
        def seen():
            return str(remember(request.data))

    Django:

        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Seen

        def remember(item):
            Seen.objects.create(item=item)
            return Seen.objects.count()

        def seen(request):
            return HttpResponse(remember(request.POST["item"]))

        urlpatterns = [path("seen/", seen)]

    FastAPI:

        from fastapi import FastAPI
        from redis import Redis

        app = FastAPI()
        redis = Redis()

        def remember(item):
            return redis.rpush("seen", item)

        @app.post("/seen")
        def seen(item: str):
            return remember(item)

    Not reported:

        Variables of a function that runs once for each request; what a consumer
        empties as a whole (a batch that it writes), or gives back at the end.

    Limits:

        A closure that is handed out as a value, and called where its origin
        does not resolve, is not followed.
    """

    code = "HS106"
    name = "hidden-memory"
    category = "global-state"
    consequences = Consequences(
        scale_out="each instance remembers something else",
        instance_loss="what the function remembered is gone",
        rolling_deploy="old and new instances remember different things",
        rollback="what was remembered since is gone",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return state.kind in ("closure", "function", "default")
