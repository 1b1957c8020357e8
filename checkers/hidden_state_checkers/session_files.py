"""HS202: Sessions are kept on the local disk of one instance."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class SessionFiles(Checker):
    """Sessions are kept on the local disk of one instance.

    The workers of one host share the files, another host has none of them:
    users are logged out as soon as the next request goes elsewhere, and all
    of them when a container is replaced.

    Bad:

        from django.urls import path
        from shop.views import home

        INSTALLED_APPS = ["django.contrib.sessions"]
        SESSION_ENGINE = "django.contrib.sessions.backends.file"

        def account(request):
            return home(request.session["user"])

        urlpatterns = [path("account/", account)]

    Good:

        from django.urls import path
        from shop.views import home

        INSTALLED_APPS = ["django.contrib.sessions"]
        SESSION_ENGINE = "django.contrib.sessions.backends.db"

        def account(request):
            return home(request.session["user"])

        urlpatterns = [path("account/", account)]

    Flask:

        from flask import Flask, session
        from flask_session import Session
        from redis import Redis

        app = Flask(__name__)
        app.config["SESSION_TYPE"] = "redis"
        app.config["SESSION_REDIS"] = Redis(host="cache")
        Session(app)

        @app.get("/account")
        def account():
            session["seen"] = True
            return "ok"

    FastAPI:

        import os

        from fastapi import FastAPI, Request
        from starlette.middleware.sessions import SessionMiddleware

        app = FastAPI()
        app.add_middleware(SessionMiddleware, secret_key=os.environ["SECRET_KEY"])

        @app.get("/account")
        def account(request: Request):
            request.session["seen"] = True

    Not reported:

        Settings for development and tests where others hold in production.

    Limits:

        As for HS201: a folder or an engine that only the environment decides
        has its default, and no default is no finding.
    """

    code = "HS202"
    name = "session-files"
    category = "session-store"
    specificity = 21
    kinds = frozenset({"session"})
    lives = "disk"
    says = "keeps sessions in files of this instance"
    effect = "another instance does not know who is logged in"
    instead = "Keep sessions in a store that all instances share: Redis, the database"
    consequences = Consequences(
        scale_out="users are logged in on one instance and strangers to the others",
        instance_loss="everybody whose session it kept is logged out",
        rolling_deploy="all users are logged out where the disk goes with the container",
        rollback="sessions of the newer release are lost",
    )
