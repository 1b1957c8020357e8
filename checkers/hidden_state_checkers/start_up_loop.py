"""HS506: A thread or loop that every instance starts does what should be done once."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class StartUpLoop(Checker):
    """Every instance starts a loop that should run once.

    What a process starts as it starts, each worker of each replica starts: a
    loop that sends reminders sends them once a process, and two loops can pass
    the same check at the same moment.

    Bad:

        import threading
        import time

        import requests
        from flask import Flask

        def remind():
            while True:
                for order in requests.get("http://orders/due").json():
                    requests.post("http://mailer/reminders", json=order)
                time.sleep(3600)

        def create_app():
            app = Flask(__name__)
            threading.Thread(target=remind, daemon=True).start()

            @app.get("/")
            def index():
                return "ok"

            return app

    Good:

        import requests
        from celery import Celery
        from flask import Flask

        celery = Celery(broker="redis://broker")

        @celery.task
        def remind():
            for order in requests.get("http://orders/due").json():
                requests.post("http://mailer/reminders", json=order)

        celery.conf.beat_schedule = {
            "remind": {"task": "remind", "schedule": 3600}
        }

        def create_app():
            app = Flask(__name__)

            @app.get("/")
            def index():
                return "ok"

            return app

    Django:

        import requests
        from celery import shared_task
        from django.http import HttpResponse
        from django.urls import path

        INSTALLED_APPS = ["shop"]
        CELERY_BROKER_URL = "redis://broker"
        CELERY_BEAT_SCHEDULE = {
            "remind": {"task": "shop.remind", "schedule": 3600}
        }

        @shared_task(name="shop.remind")
        def remind():
            for order in requests.get("http://orders/due").json():
                requests.post("http://mailer/reminders", json=order)

        def index(request):
            return HttpResponse("ok")

        urlpatterns = [path("", index)]

    FastAPI:

        import httpx
        from arq import cron
        from fastapi import FastAPI

        app = FastAPI()

        async def remind(context):
            async with httpx.AsyncClient() as client:
                for order in (await client.get("http://orders/due")).json():
                    await client.post("http://mailer/reminders", json=order)

        class WorkerSettings:
            cron_jobs = [cron(remind, minute=0)]

        @app.get("/")
        def index():
            return "ok"

    Not reported:

        Loops that only clean, refresh or measure the memory of their own
        process, and those that take a lock that all instances share.

    Limits:

        A loop that a library without a model starts is not seen.
    """

    code = "HS506"
    name = "start-up-loop"
    category = "in-process-queue"
    specificity = 10
    kinds = frozenset({"loop"})
    says = "runs in every instance"
    used = "started"
    effect = "it is done once an instance, and stops with it"
    instead = "Run it in one place: Celery beat, a worker of its own, or behind a shared lock"
    takes_hints = False
    consequences = Consequences(
        scale_out="every instance and every worker does the same work",
        instance_loss="what it was doing stops half way",
        rolling_deploy="old and new instances do it side by side",
        rollback="the loops of the newer version stop",
    )
