"""HS701: SQLite is the application's database."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class SqliteDatabase(Checker):
    """SQLite is the application's database.

    The file is on the disk of one instance. Another instance has another file
    with other users and orders; a new container starts with an empty one, and
    the old one goes with everything in it.

    Bad:

        from fastapi import FastAPI
        from sqlalchemy import create_engine, text

        engine = create_engine("sqlite:///./shop.db")
        app = FastAPI()

        INSERT = text("INSERT INTO orders VALUES (:article)")

        @app.post("/orders")
        def order(article: str):
            with engine.begin() as connection:
                connection.execute(INSERT, {"article": article})

    Good:

        import os

        from fastapi import FastAPI
        from sqlalchemy import create_engine, text

        engine = create_engine(os.environ["DATABASE_URL"])
        app = FastAPI()

        INSERT = text("INSERT INTO orders VALUES (:article)")

        @app.post("/orders")
        def order(article: str):
            with engine.begin() as connection:
                connection.execute(INSERT, {"article": article})

    Flask:

        import os

        from flask import Flask, request
        from flask_sqlalchemy import SQLAlchemy

        app = Flask(__name__)
        app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
        db = SQLAlchemy(app)

        class Order(db.Model):
            id = db.Column(db.Integer, primary_key=True)
            article = db.Column(db.String)

        @app.post("/orders")
        def order():
            db.session.add(Order(article=request.json["article"]))
            db.session.commit()
            return "ok"

    Django:

        import os

        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Order

        INSTALLED_APPS = ["shop"]
        DATABASES = {
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "HOST": os.environ["DATABASE_HOST"],
                "NAME": "shop",
            }
        }

        def order(request):
            Order.objects.create(article=request.POST["article"])
            return HttpResponse("ok")

        urlpatterns = [path("orders/", order)]

    Not reported:

        A database that is opened to read only, one in memory or in a temporary
        file that a single request makes for itself, one that only commands,
        migrations or tests open, and a URL that may also name a server.

    Limits:

        A URL that only the environment gives counts as a server, unless its
        default is SQLite. A replicated SQLite (LiteFS, rqlite behind the same
        file) is not to be seen in the code.
    """

    code = "HS701"
    name = "sqlite-database"
    category = "embedded-db"
    specificity = 20
    kinds = frozenset({"database"})
    says = "is a database of this instance alone"
    effect = "what one instance stores is not there for the others, and is gone with its disk"
    instead = "Use a database server: PostgreSQL, MySQL"
    consequences = Consequences(
        scale_out="each instance has its own rows",
        instance_loss="the data is gone, unless its disk outlives it",
        rolling_deploy="a new instance starts without the data of the old one",
        rollback="rows that were written since are not there",
    )
