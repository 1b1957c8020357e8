"""HS502: Work is left running after the response."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class LeftRunning(Checker):
    """Work is left running after the response.

    A thread, a task or a background job of the web process dies with it: a
    deployment, a crash or a recycled worker stops the work half way, and
    nobody knows what was still to be done.

    Bad:

        import smtplib
        import threading

        from flask import Flask, request

        app = Flask(__name__)

        def send(address):
            with smtplib.SMTP("mail") as server:
                server.sendmail("shop@example.org", address, "Thank you")

        @app.post("/order")
        def order():
            threading.Thread(target=send, args=(request.json["mail"],)).start()
            return "ok"

    Good:

        import smtplib

        from celery import shared_task
        from flask import Flask, request

        app = Flask(__name__)

        @shared_task
        def send(address):
            with smtplib.SMTP("mail") as server:
                server.sendmail("shop@example.org", address, "Thank you")

        @app.post("/order")
        def order():
            send.delay(request.json["mail"])
            return "ok"

    Django:

        import smtplib

        from celery import shared_task
        from django.db import transaction
        from django.http import HttpResponse
        from django.urls import path

        @shared_task
        def send(address):
            with smtplib.SMTP("mail") as server:
                server.sendmail("shop@example.org", address, "Thank you")

        def order(request):
            address = request.POST["mail"]
            transaction.on_commit(lambda: send.delay(address))
            return HttpResponse("ok")

        urlpatterns = [path("order/", order)]

    FastAPI:

        from arq import create_pool
        from arq.connections import RedisSettings
        from fastapi import Depends, FastAPI

        app = FastAPI()

        async def queue():
            pool = await create_pool(RedisSettings(host="queue"))
            try:
                yield pool
            finally:
                await pool.aclose()

        @app.post("/order")
        async def order(mail: str, jobs=Depends(queue)):
            await jobs.enqueue_job("send", mail)

    Not reported:

        Work that is waited for, or ended, in the same request or connection,
        and work that only logs or cleans the memory of its own process.

    Limits:

        Work that a library without a model starts is not seen. Work that may
        be lost, such as warming a cache, is told apart only where it touches
        its own memory alone: accept the rest.
    """

    code = "HS502"
    name = "left-running"
    category = "in-process-queue"
    specificity = 10
    kinds = frozenset({"work"})
    says = "is left running, and nothing waits for it"
    used = "started"
    effect = "what is not done yet is lost with the instance"
    instead = "Give it to a task queue with a shared broker (Celery, RQ, Dramatiq)"
    consequences = Consequences(
        scale_out="the work competes with the requests of the instance that started it",
        instance_loss="work that is not done is lost, and nobody takes it up",
        rolling_deploy="each deployment stops work half way",
        rollback="work of the newer version is lost with it",
    )
