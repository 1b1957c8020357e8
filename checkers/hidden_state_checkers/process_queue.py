"""HS501: A queue in memory hands work from requests to a thread."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class ProcessQueue(Checker):
    """A queue in memory hands work to a thread, or to other requests.

    What is queued when the process ends is lost, and nobody knows what it
    was. A request that another instance answers sees another queue.

    Bad:

        import queue
        import smtplib
        import threading

        from flask import Flask, request

        app = Flask(__name__)
        mails = queue.Queue()

        def send():
            while True:
                address = mails.get()
                with smtplib.SMTP("mail") as server:
                    server.sendmail("shop@example.org", address, "Thank you")

        threading.Thread(target=send, daemon=True).start()

        @app.post("/order")
        def order():
            mails.put(request.json["mail"])
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
        from django.http import HttpResponse
        from django.urls import path

        @shared_task
        def send(address):
            with smtplib.SMTP("mail") as server:
                server.sendmail("shop@example.org", address, "Thank you")

        def order(request):
            send.delay(request.POST["mail"])
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

        Queues of log records, pools of connections, and queues that live as
        long as one request or connection.

    Limits:

        A queue that is passed through a framework without a model is not
        followed to its other end.
    """

    code = "HS501"
    name = "process-queue"
    category = "in-process-queue"
    specificity = 15
    kinds = frozenset({"queue"})
    says = "is a queue in the memory of the process"
    used = "filled"
    effect = "what is in it is lost with the instance"
    instead = (
        "Use a task queue with a shared broker (Celery, RQ, Dramatiq), or a Redis list or stream"
    )
    consequences = Consequences(
        scale_out="each instance has its own queue, and works through it alone",
        instance_loss="what is queued is lost",
        rolling_deploy="each deployment drops what is queued",
        rollback="what the newer version has queued is lost with it",
    )
