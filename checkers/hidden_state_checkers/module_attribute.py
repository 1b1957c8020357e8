"""HS107: An attribute of another module is assigned while requests are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences

if TYPE_CHECKING:
    from hidden_state.project import State


class ModuleAttribute(Checker):
    """An attribute of another module is assigned while requests are served.

    A module is one per process; assigning its attribute is a global variable
    whose definition does not show that it changes.

    Bad:

        import math

        from flask import Flask, request

        app = Flask(__name__)

        @app.post("/precision")
        def precision():
            math.tau = request.json["tau"]
            return "ok"

    Good:

        from flask import Flask, request
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        @app.post("/precision")
        def precision():
            redis.set("tau", request.json["tau"])
            return "ok"

    Django:

        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Preference

        def precision(request):
            Preference.objects.filter(name="tau").update(value=request.POST["tau"])
            return HttpResponse("ok")

        urlpatterns = [path("precision/", precision)]

    FastAPI:

        from fastapi import FastAPI
        from redis import Redis

        app = FastAPI()
        redis = Redis()

        @app.post("/precision")
        def precision(tau: float):
            redis.set("tau", tau)

    Not reported:

        What start-up code assigns, and what only commands and tests assign.

    Limits:

        Attributes that are set by `setattr` with a computed name are not
        seen.
    """

    code = "HS107"
    name = "module-attribute"
    category = "global-state"
    specificity = 1
    consequences = Consequences(
        scale_out="the assignment takes effect in one instance",
        instance_loss="the attribute is back at its value in the source",
        rolling_deploy="new instances start with the value in the source",
        rollback="the value assigned since is gone",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return state.kind == "module" or (state.kind == "global" and state.foreign)
