"""Logging in and out."""

from flask import Blueprint, abort, request

from shop import tokens

pages = Blueprint("account", __name__)


@pages.post("/login")
def login() -> dict[str, str]:
    """Hand out a token: only the instance that answered knows it."""
    return {"token": tokens.issue(request.form["user"])}


@pages.post("/logout")
def logout() -> dict[str, str]:
    """Forget the token."""
    user = tokens.revoke(request.headers.get("X-Token", ""))
    if user is None:
        abort(401)
    return {"goodbye": user}
