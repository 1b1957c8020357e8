"""HS201: Sessions are kept in the memory of one process."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class SessionMemory(Checker):
    """Sessions are kept in the memory of one process.

    Whoever logs in on one process is a stranger to the next one. Where the
    memory is only a cache before the database, a process goes on with its own
    old copy after a logout or a change that another one made.

    Bad:

        from django.urls import path
        from shop.views import home

        INSTALLED_APPS = ["django.contrib.sessions"]
        SESSION_ENGINE = "django.contrib.sessions.backends.cache"
        CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

        def account(request):
            return home(request.session["user"])

        urlpatterns = [path("account/", account)]

    Good:

        from django.urls import path
        from shop.views import home

        INSTALLED_APPS = ["django.contrib.sessions"]
        SESSION_ENGINE = "django.contrib.sessions.backends.cache"
        CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://cache:6379",
            }
        }

        def account(request):
            return home(request.session["user"])

        urlpatterns = [path("account/", account)]

    Not reported:

        Settings for development and tests where others hold in production.
    """

    code = "HS201"
    name = "session-memory"
    category = "session-store"
    specificity = 22
    kinds = frozenset({"session"})
    lives = "memory"
    says = "keeps sessions in the memory of this process"
    effect = "another process does not know who is logged in, or goes on with an old copy"
    instead = "Keep sessions in a store that all instances share: Redis, the database"
    consequences = Consequences(
        scale_out="users are logged in on one process and strangers to the others",
        instance_loss="everybody who was served by it is logged out",
        rolling_deploy="all users are logged out",
        rollback="all users are logged out once more",
    )
