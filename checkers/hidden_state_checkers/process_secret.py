"""HS801: A secret is made at random in each process."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class ProcessSecret(Checker):
    """A secret is made at random in each process.

    What one instance signs or encrypts with it, sessions, tokens, cookies, the
    others reject; and after a restart nobody can read it any more. With several
    workers, users are logged out as soon as another worker answers.

    Bad:

        import os
        import secrets

        from flask import Flask, session

        app = Flask(__name__)
        app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY", secrets.token_hex())

        @app.post("/login")
        def login():
            session["user"] = "ada"
            return "ok"

    Good:

        import os

        from flask import Flask, session

        app = Flask(__name__)
        app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]

        @app.post("/login")
        def login():
            session["user"] = "ada"
            return "ok"

    Django:

        import os

        from django.http import HttpResponse
        from django.urls import path

        INSTALLED_APPS = ["django.contrib.sessions"]
        SECRET_KEY = os.environ["SECRET_KEY"]

        def login(request):
            request.session["user"] = "ada"
            return HttpResponse("ok")

        urlpatterns = [path("login/", login)]

    FastAPI:

        import os

        import jwt
        from fastapi import FastAPI

        app = FastAPI()
        SECRET_KEY = os.environ["SECRET_KEY"]

        @app.post("/login")
        def login():
            return jwt.encode({"sub": "ada"}, SECRET_KEY, algorithm="HS256")

    Not reported:

        Tokens, nonces and passwords that a request makes, keys that a command
        prints, secrets of tests and of development settings.

    Limits:

        What signs or encrypts by hand, without a call that a model names, is
        not seen to be a secret.
    """

    code = "HS801"
    name = "process-secret"
    category = "process-identity"
    specificity = 30
    kinds = frozenset({"secret"})
    says = "is made at random by each instance"
    effect = "what one instance signs or encrypts the others reject, and a restart voids it all"
    instead = "Take it from the environment or a secret store, and refuse to start without it"
    takes_hints = False
    reuses = ""
    consequences = Consequences(
        scale_out="instances reject each other's sessions, tokens and cookies",
        instance_loss="what it signed or encrypted cannot be read again",
        rolling_deploy="users are logged out as the new instances take over",
        rollback="users are logged out once more",
    )
