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

        @app.post("/orders")
        def order(article: str):
            with engine.begin() as connection:
                connection.execute(text("INSERT INTO orders VALUES (:a)"), {"a": article})

    Good:

        import os

        from fastapi import FastAPI
        from sqlalchemy import create_engine, text

        engine = create_engine(os.environ["DATABASE_URL"])
        app = FastAPI()

        @app.post("/orders")
        def order(article: str):
            with engine.begin() as connection:
                connection.execute(text("INSERT INTO orders VALUES (:a)"), {"a": article})

    Not reported:

        A database that is opened to read only, one in memory or in a temporary
        file that a single request makes for itself, one that only commands,
        migrations or tests open, and a URL that may also name a server.
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
