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

    Not reported:

        Clients, engines, models and other tools that are made on first use, and
        flags that are set once and stay set.
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
