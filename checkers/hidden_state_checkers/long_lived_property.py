"""HS406: A cached property of a long-lived object may go stale."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class LongLivedProperty(Checker):
    """A cached property of a long-lived object may go stale.

    The object lives as long as the process, and so does the first value of the
    property: each process keeps what it happened to read.

    Bad:

        from functools import cached_property

        import requests
        from flask import Flask

        app = Flask(__name__)

        class Rates:
            @cached_property
            def today(self):
                return requests.get("http://bank/rates").json()

            def of(self, currency):
                return self.today[currency]

        rates = Rates()

        @app.get("/rate/<currency>")
        def rate(currency):
            return rates.of(currency)

    Good:

        import requests
        from flask import Flask

        app = Flask(__name__)

        class Rates:
            def today(self):
                return requests.get("http://bank/rates").json()

            def of(self, currency):
                return self.today()[currency]

        rates = Rates()

        @app.get("/rate/<currency>")
        def rate(currency):
            return rates.of(currency)

    Django:

        import requests
        from django.core.cache import cache
        from django.http import HttpResponse
        from django.urls import path

        CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://cache:6379",
            }
        }

        class Rates:
            def today(self):
                return cache.get_or_set("rates", self.fetch, timeout=60)

            def fetch(self):
                return requests.get("http://bank/rates").json()

        rates = Rates()

        def rate(request, currency):
            return HttpResponse(rates.today()[currency])

        urlpatterns = [path("rate/<currency>", rate)]

    FastAPI:

        import requests
        from fastapi import Depends, FastAPI

        app = FastAPI()

        def today():
            return requests.get("http://bank/rates").json()

        @app.get("/rate/{currency}")
        def rate(currency: str, rates: dict = Depends(today)):
            return rates[currency]

    Not reported:

        Cached properties of rows, views and other objects of one request, and
        those that follow from settings and code alone.

    Limits:

        Cached properties of a descriptor of your own need a model
        (`[[wrapper]]`).
    """

    code = "HS406"
    name = "long-lived-property"
    category = "instance-cache"
    specificity = 20
    kinds = frozenset({"cached property"})
    says = "is read once and kept as long as the process lives"
    effect = "instances go on answering with what they read first"
    instead = "Keep the value in a shared cache with an expiry, or read it each time"
    consequences = Consequences(
        scale_out="instances answer with what each of them read first",
        instance_loss="the value is read again",
        rolling_deploy="old and new instances may have read different values",
        rollback="nothing stays behind",
    )
