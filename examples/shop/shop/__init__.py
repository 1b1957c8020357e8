"""A small shop that keeps its state in the wrong place; run it with `flask --app shop run`."""

from flask import Flask

from shop import account, catalogue, orders


def create_app() -> Flask:
    """Put the application together."""
    app = Flask(__name__)
    app.register_blueprint(account.pages)
    app.register_blueprint(catalogue.pages)
    app.register_blueprint(orders.pages)
    return app
