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

        celery.conf.beat_schedule = {"remind": {"task": "remind", "schedule": 86400}}

        @app.get("/")
        def index():
            return "ok"

    Not reported:

        A scheduler of a command or a process of its own, jobs that take a lock
        that all instances share, and jobs that only clean or measure their own
        process.
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
