"""HS503: A scheduler runs its jobs in every instance."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class ReplicaScheduler(Checker):
    """A scheduler runs its jobs in every instance.

    Each process that serves has a scheduler of its own: with four workers a
    daily mail goes out four times, and two of them can pass the same check at
    the same moment. What was to run while no instance was up does not run.

    Bad:

        import smtplib

        from apscheduler.schedulers.background import BackgroundScheduler
        from flask import Flask

        app = Flask(__name__)
        scheduler = BackgroundScheduler()

        def remind():
            with smtplib.SMTP("mail") as server:
                server.sendmail("shop@example.org", "all@example.org", "Sale")

        scheduler.add_job(remind, "cron", hour=8)
        scheduler.start()

        @app.get("/")
        def index():
            return "ok"

    Good:

        import smtplib

        from celery import Celery
        from flask import Flask

        app = Flask(__name__)
        celery = Celery(broker="redis://broker")

        @celery.task
        def remind():
            with smtplib.SMTP("mail") as server:
                server.sendmail("shop@example.org", "all@example.org", "Sale")

        celery.conf.beat_schedule = {
            "remind": {"task": "remind", "schedule": 86400}
        }

        @app.get("/")
        def index():
            return "ok"

    Django:

        import smtplib

        from celery import shared_task
        from celery.schedules import crontab
        from django.http import HttpResponse
        from django.urls import path

        INSTALLED_APPS = ["shop"]
        CELERY_BROKER_URL = "redis://broker"
        CELERY_BEAT_SCHEDULE = {
            "remind": {"task": "shop.remind", "schedule": crontab(hour=8)}
        }

        @shared_task(name="shop.remind")
        def remind():
            with smtplib.SMTP("mail") as server:
                server.sendmail("shop@example.org", "all@example.org", "Sale")

        def index(request):
            return HttpResponse("ok")

        urlpatterns = [path("", index)]

    FastAPI:

        import smtplib

        from arq import cron
        from fastapi import FastAPI

        app = FastAPI()

        async def remind(context):
            with smtplib.SMTP("mail") as server:
                server.sendmail("shop@example.org", "all@example.org", "Sale")

        class WorkerSettings:
            cron_jobs = [cron(remind, hour=8)]

        @app.get("/")
        def index():
            return "ok"

    Not reported:

        A scheduler of a command or a process of its own, jobs that take a lock
        that all instances share, and jobs that only clean or measure their own
        process.

    Limits:

        Whether only one process in a deployment starts the scheduler, by a
        flag or a container of its own, is seen only where it is a command.
    """

    code = "HS503"
    name = "replica-scheduler"
    category = "in-process-queue"
    specificity = 15
    kinds = frozenset({"scheduler"})
    says = "runs its jobs in every instance"
    used = "started"
    effect = "each job runs once an instance, and not at all while none is up"
    instead = (
        "Run it in one place: Celery beat, a cron job, or behind a lock in Redis or the database"
    )
    takes_hints = False
    consequences = Consequences(
        scale_out="every instance and every worker runs each job",
        instance_loss="what was due meanwhile is not run",
        rolling_deploy="old and new instances run the jobs side by side",
        rollback="the jobs of the newer version stop",
    )
