"""HS504: A task queue has its broker in memory or on local disk, or none at all."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class LocalBroker(Checker):
    """A task queue has its broker in memory or on local disk, or none at all.

    Workers on other hosts never see what is queued here, and what is still
    queued when the instance goes is never done. An eager queue runs the task
    inside the request that should only have asked for it.

    Bad:

        import dramatiq
        from dramatiq.brokers.stub import StubBroker
        from flask import Flask

        dramatiq.set_broker(StubBroker())
        app = Flask(__name__)

        @dramatiq.actor
        def mail(address):
            print(address)

        @app.post("/mail/<address>")
        def ask(address):
            mail.send(address)
            return "", 202

    Good:

        import dramatiq
        from dramatiq.brokers.redis import RedisBroker
        from flask import Flask

        dramatiq.set_broker(RedisBroker(url="redis://queue:6379/0"))
        app = Flask(__name__)

        @dramatiq.actor
        def mail(address):
            print(address)

        @app.post("/mail/<address>")
        def ask(address):
            mail.send(address)
            return "", 202

    Django:

        import dramatiq
        from django.http import HttpResponse
        from django.urls import path

        INSTALLED_APPS = ["django_dramatiq", "shop"]
        DRAMATIQ_BROKER = {
            "BROKER": "dramatiq.brokers.redis.RedisBroker",
            "OPTIONS": {"url": "redis://queue:6379/0"},
        }

        @dramatiq.actor
        def mail(address):
            print(address)

        def ask(request, address):
            mail.send(address)
            return HttpResponse(status=202)

        urlpatterns = [path("mail/<address>", ask)]

    FastAPI:

        from fastapi import FastAPI
        from taskiq_redis import ListQueueBroker

        broker = ListQueueBroker("redis://queue:6379/0")
        app = FastAPI()

        @broker.task
        async def mail(address: str):
            print(address)

        @app.post("/mail/{address}", status_code=202)
        async def ask(address: str):
            await mail.kiq(address)

    Not reported:

        A broker that tests or development settings alone choose.

    Limits:

        A broker whose URL the environment gives, without a default, counts as
        shared.
    """

    code = "HS504"
    name = "local-broker"
    category = "in-process-queue"
    specificity = 20
    kinds = frozenset({"broker"})
    says = "is a queue of this instance alone"
    effect = "other instances never see what is queued here, and it is lost with the instance"
    instead = "Use a broker that all instances share: Redis, RabbitMQ, the database"
    consequences = Consequences(
        scale_out="workers elsewhere do not get the tasks",
        instance_loss="what is queued is never done",
        rolling_deploy="the tasks of stopped instances are lost",
        rollback="the tasks of stopped instances are lost",
    )
