"""HS107: An attribute of another module is assigned while requests are served."""

from __future__ import annotations

from hidden_state.checker import Checker
from typing import TYPE_CHECKING

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
    """

    code = "HS107"
    name = "module-attribute"
    category = "global-state"
    specificity = 1

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return state.kind == "module" or (state.kind == "global" and state.foreign)
