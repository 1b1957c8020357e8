"""HS108: A switch of the whole process is set while requests are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences

if TYPE_CHECKING:
    from hidden_state.project import State


class ProcessSwitch(Checker):
    """A switch of the whole process is set while requests are served.

    The environment, the working directory, the locale, the logging level and
    the seed of the random generator belong to the process: all requests in it
    see the change, the other workers and instances do not.

    Bad:

        import os

        from flask import Flask, request

        app = Flask(__name__)

        @app.post("/region")
        def region():
            os.environ["REGION"] = request.json["region"]
            return "ok"

    Good:

        from flask import Flask, request, session

        app = Flask(__name__)

        @app.post("/region")
        def region():
            session["region"] = request.json["region"]
            return "ok"

    Django:

        from django.http import HttpResponse
        from django.urls import path

        def region(request):
            request.session["region"] = request.POST["region"]
            return HttpResponse("ok")

        urlpatterns = [path("region/", region)]

    FastAPI:

        from fastapi import FastAPI, Header
        from shop.prices import prices_of

        app = FastAPI()

        @app.get("/prices")
        def prices(region: str = Header()):
            return prices_of(region)

    Not reported:

        Switches that are set while the application starts.

    Limits:

        Switches of libraries without a model, and what a subprocess changes,
        are not seen.
    """

    code = "HS108"
    name = "process-switch"
    category = "global-state"
    specificity = 5
    effect = "all requests of this process see it, the other instances do not"
    instead = "Pass the value along, or keep it where all instances read it"
    takes_hints = False
    reuses = ""
    consequences = Consequences(
        scale_out="the switch is set in one instance only",
        instance_loss="the switch is back at its start-up position",
        rolling_deploy="new instances start with the switch as it was",
        rollback="the switch is back at its start-up position",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return state.kind in ("environment", "switch")
