"""HS105: The application object or its settings are used as a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences

if TYPE_CHECKING:
    from hidden_state.project import State


class ApplicationStore(Checker):
    """The application object or its settings are used as a store.

    `app.state`, `app.config` and the settings of a framework are one per
    process. What a request puts there, the other workers do not see.

    Bad:

        from flask import Flask, current_app, request

        app = Flask(__name__)

        @app.post("/theme")
        def theme():
            current_app.config["THEME"] = request.json["theme"]
            return "ok"

    Good:

        from flask import Flask, request
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        @app.post("/theme")
        def theme():
            redis.set("theme", request.json["theme"])
            return "ok"

    Django:

        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Preference

        def theme(request):
            Preference.objects.update_or_create(
                name="theme", defaults={"value": request.POST["theme"]}
            )
            return HttpResponse("ok")

        urlpatterns = [path("theme/", theme)]

    FastAPI:

        from fastapi import FastAPI, Request
        from redis import Redis

        app = FastAPI()
        app.state.redis = Redis()

        @app.post("/theme")
        def theme(request: Request, name: str):
            request.app.state.redis.set("theme", name)

    Not reported:

        What the application factory or a start-up hook puts there.

    Limits:

        A store that hangs on an application of a framework without a model is
        HS104 or nothing.
    """

    code = "HS105"
    name = "application-store"
    category = "global-state"
    specificity = 2
    effect = "the change stays in the process that served it"
    consequences = Consequences(
        scale_out="a setting made on one instance is not made on the others",
        instance_loss="the setting is back at its start-up value",
        rolling_deploy="new instances start with the old setting",
        rollback="settings made since are gone",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return state.kind in ("application", "settings", "bag")
