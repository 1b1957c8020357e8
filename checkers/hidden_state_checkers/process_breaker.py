"""HS806: Circuit breakers or feature flags are held in each process."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class ProcessBreaker(Checker):
    """Circuit breakers or feature flags are held in each process.

    A breaker that counts in memory opens in one worker while the others go on
    calling what is down, each until it has counted to the limit itself; opening
    it by hand, or turning a flag off, reaches the process that took the request
    and no other, and a restart forgets both.

    Bad:

        import pybreaker
        import requests
        from flask import Flask

        app = Flask(__name__)
        payments = pybreaker.CircuitBreaker(fail_max=5)

        @app.post("/pay")
        def pay():
            return payments.call(requests.post, "https://pay.example.org").text

    Good:

        import pybreaker
        import requests
        from flask import Flask
        from redis import Redis

        app = Flask(__name__)
        redis = Redis("cache")
        counts = pybreaker.CircuitRedisStorage(pybreaker.STATE_CLOSED, redis)
        payments = pybreaker.CircuitBreaker(fail_max=5, state_storage=counts)

        @app.post("/pay")
        def pay():
            return payments.call(requests.post, "https://pay.example.org").text

    Django:

        from django.http import HttpResponse
        from django.urls import path
        from shop import payments
        from waffle import flag_is_active

        def pay(request):
            if flag_is_active(request, "new-payments"):
                return HttpResponse(payments.pay_new(request.POST["order"]))
            return HttpResponse(payments.pay(request.POST["order"]))

        urlpatterns = [path("pay/", pay)]

    FastAPI:

        import pybreaker
        import requests
        from fastapi import FastAPI
        from redis import Redis

        app = FastAPI()
        redis = Redis("cache")
        counts = pybreaker.CircuitRedisStorage(pybreaker.STATE_CLOSED, redis)
        payments = pybreaker.CircuitBreaker(fail_max=5, state_storage=counts)

        @app.post("/pay")
        def pay():
            return payments.call(requests.post, "https://pay.example.org").text

    Not reported:

        Retries, whose counts end with the call; flags that a database or a
        service keeps; counters of Prometheus or statsd, which are collected from
        each process. A breaker written by hand is global state.

    Limits:

        A breaker or flag library without a model is not known. Whether all
        instances are told of a change by a service is not to be seen in the
        code.
    """

    code = "HS806"
    name = "process-breaker"
    category = "process-identity"
    specificity = 15
    kinds = frozenset({"breaker"})
    says = "is held in the memory of each process"
    effect = "it opens in one process while the others go on calling, and a restart forgets it"
    instead = "Keep the state in a store that all instances share: Redis, the database"
    takes_hints = False
    consequences = Consequences(
        scale_out="every process has to find out for itself, and may decide otherwise",
        instance_loss="what was decided on the lost instance is forgotten",
        rolling_deploy="new instances start with everything closed",
        rollback="all instances start with everything closed",
    )
