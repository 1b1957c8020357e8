"""HS702: An embedded key-value or document store keeps the application's data."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class EmbeddedStore(Checker):
    """An embedded key-value or document store keeps the application's data.

    TinyDB, shelve, LMDB and their like are files beside the process, or its
    memory. Two instances have two stores, and two workers that share a file
    overwrite each other's changes.

    Bad:

        from flask import Flask, request
        from tinydb import TinyDB

        app = Flask(__name__)
        users = TinyDB("users.json")

        @app.post("/users")
        def register():
            users.insert({"name": request.form["name"]})
            return "", 201

    Good:

        import os

        from flask import Flask, request
        from pymongo import MongoClient

        app = Flask(__name__)
        users = MongoClient(os.environ["MONGO_URL"]).shop.users

        @app.post("/users")
        def register():
            users.insert_one({"name": request.form["name"]})
            return "", 201

    Django:

        from django.http import HttpResponse
        from django.urls import path
        from shop.models import User

        def register(request):
            User.objects.create(name=request.POST["name"])
            return HttpResponse(status=201)

        urlpatterns = [path("users/", register)]

    FastAPI:

        import os

        from fastapi import FastAPI
        from motor.motor_asyncio import AsyncIOMotorClient

        app = FastAPI()
        users = AsyncIOMotorClient(os.environ["MONGO_URL"]).shop.users

        @app.post("/users", status_code=201)
        async def register(name: str):
            await users.insert_one({"name": name})

    Not reported:

        A store that is opened to read only, or that serving does not write.

    Limits:

        An embedded store of a package without a model is not known; one that
        is written by hand is HS703.
    """

    code = "HS702"
    name = "embedded-store"
    category = "embedded-db"
    specificity = 20
    kinds = frozenset({"store"})
    says = "is a store of this instance alone"
    effect = "what one instance stores is not there for the others, and is gone with its disk"
    instead = "Keep it in a store that all instances share: a database server, Redis"
    consequences = Consequences(
        scale_out="each instance has its own entries",
        instance_loss="the entries are gone, unless the disk outlives the instance",
        rolling_deploy="a new instance starts without the entries of the old one",
        rollback="entries that were written since are not there",
    )
