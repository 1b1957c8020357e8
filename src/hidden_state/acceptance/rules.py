"""HS002 to HS004: comments that accept without a reason, nothing, or no longer."""

from __future__ import annotations

from hidden_state.tool import ToolRule


class AcceptanceWithoutReason(ToolRule):
    """An acceptance gives no reason.

    Who reads it later cannot tell whether what made the state acceptable still holds. The finding
    stays accepted; this one stands in its place until there is a reason.

    Bad:

        from flask import Flask

        app = Flask(__name__)
        PRICES = {}  # stateful[HS405]

        @app.get("/price/<name>")
        def price(name):
            if name not in PRICES:
                PRICES[name] = look_up(name)
            return PRICES[name]

    Good:

        from flask import Flask

        app = Flask(__name__)
        PRICES = {}  # stateful[HS405]: prices change with a release only

        @app.get("/price/<name>")
        def price(name):
            if name not in PRICES:
                PRICES[name] = look_up(name)
            return PRICES[name]
    """

    code = "HS002"
    name = "acceptance-without-reason"


class UnusedAcceptance(ToolRule):
    """An acceptance accepts nothing.

    The state is gone, or was never reported there: at the next change the comment would hide
    something that nobody has looked at. It belongs on the line of the definition that the finding
    names, on any other line of that statement, or on a line of its own right above.

    Bad:

        RATES = {"EUR": 1.0}  # stateful[HS101]: filled by the first request

    Good:

        RATES = {"EUR": 1.0}
    """

    code = "HS003"
    name = "unused-acceptance"


class ExpiredAcceptance(ToolRule):
    """An acceptance has expired.

    It was given until a day that is over, or that is no day. It accepts nothing any more, so the
    finding is back beside it.

    Bad:

        from flask import Flask

        app = Flask(__name__)
        VISITS = []  # stateful[HS101] until 2020-06-30: until the move to Redis

        @app.post("/visit/<name>")
        def visit(name):
            VISITS.append(name)

    Good:

        from flask import Flask

        app = Flask(__name__)
        VISITS = []  # stateful[HS101] until 9999-06-30: one worker, see the runbook

        @app.post("/visit/<name>")
        def visit(name):
            VISITS.append(name)
    """

    code = "HS004"
    name = "expired-acceptance"
