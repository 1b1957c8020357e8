"""HS703: A JSON, YAML, pickle, CSV or INI file is used as a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state_checkers._purposes import place_for, reused_for

if TYPE_CHECKING:
    from hidden_state.project import Holding, Project, State


class DataFile(Checker):
    """A JSON, YAML, pickle, CSV or INI file is used as a database.

    Requests load the file, change what is in it and write all of it back. Two
    workers that do so at once lose one of the changes, and two instances have
    two files.

    Bad:

        import json

        from flask import Flask, request

        app = Flask(__name__)

        @app.post("/guests")
        def add():
            with open("guests.json") as file:
                guests = json.load(file)
            guests.append(request.json)
            with open("guests.json", "w") as file:
                json.dump(guests, file)
            return "ok"

    Good:

        from flask import Flask, request
        from flask_sqlalchemy import SQLAlchemy

        app = Flask(__name__)
        app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql://db/guests"
        db = SQLAlchemy(app)

        class Guest(db.Model):
            id = db.Column(db.Integer, primary_key=True)
            name = db.Column(db.String)

        @app.post("/guests")
        def add():
            db.session.add(Guest(name=request.json["name"]))
            db.session.commit()
            return "ok"

    Django:

        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Guest

        def add(request):
            Guest.objects.create(name=request.POST["name"])
            return HttpResponse("ok")

        urlpatterns = [path("guests/", add)]

    FastAPI:

        import os

        from fastapi import FastAPI
        from sqlalchemy import create_engine, text

        app = FastAPI()
        engine = create_engine(os.environ["DATABASE_URL"])

        INSERT = text("INSERT INTO guests VALUES (:name)")

        @app.post("/guests")
        def add(name: str):
            with engine.begin() as connection:
                connection.execute(INSERT, {"name": name})

    Not reported:

        Files that serving only reads, and those that only start-up code or commands
        write.

    Limits:

        A file that is read in one place and written in another counts where
        the path is the same text or comes from the same function.
    """

    code = "HS703"
    name = "data-file"
    category = "embedded-db"
    specificity = 25
    kinds = frozenset({"data file"})
    says = "is used as a database on the disk of this instance"
    used = "written"
    effect = "instances have different data, and two writers overwrite each other"
    instead = "Keep it in a database"
    consequences = Consequences(
        scale_out="each instance has its own data, and workers of one overwrite each other",
        instance_loss="the data is gone, unless the disk outlives the instance",
        rolling_deploy="a new instance starts without the data of the old one",
        rollback="data that was written since is not there",
    )

    def _reused(self, item: State | Holding) -> str:
        return reused_for(item, self.category)

    def _advice(self, project: Project, item: State | Holding) -> str:
        """Return where such files should live."""
        return place_for(project, item, self.instead)
