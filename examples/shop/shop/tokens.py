"""The tokens of the users that are logged in."""

import secrets

SESSIONS: dict[str, str] = {}


def issue(user: str) -> str:
    """Return a new token for a user."""
    token = secrets.token_urlsafe()
    SESSIONS[token] = user
    return token


def owner(token: str) -> str | None:
    """Return the user that a token belongs to."""
    return SESSIONS.get(token)


def revoke(token: str) -> str | None:
    """Forget a token, and return its user."""
    return SESSIONS.pop(token, None)
