"""HS307: A local folder is watched or polled as a work queue."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class WatchedFolder(Checker):
    """A local folder is watched or polled as a work queue.

    What is put into the folder of one instance, only the watcher there sees.
    Where the folder is shared after all, two watchers take up the same file,
    and change events do not come through at all on many network file systems.

    Bad:

        import os
        import threading
        import time

        import requests
        from flask import Flask

        INBOX = "/srv/inbox"
        app = Flask(__name__)

        def import_orders():
            while True:
                for name in os.listdir(INBOX):
                    path = os.path.join(INBOX, name)
                    with open(path) as order:
                        requests.post("http://orders/", data=order.read())
                    os.remove(path)
                time.sleep(5)

        threading.Thread(target=import_orders, daemon=True).start()

        @app.get("/")
        def index():
            return "ok"

    Good:

        import boto3
        from celery import Celery
        from flask import Flask, request

        app = Flask(__name__)
        celery = Celery(broker="redis://broker")

        @celery.task
        def import_order(key):
            print(boto3.client("s3").get_object(Bucket="inbox", Key=key))

        @app.post("/orders/<key>")
        def receive(key):
            s3 = boto3.client("s3")
            s3.put_object(Bucket="inbox", Key=key, Body=request.data)
            import_order.delay(key)
            return "", 202

    Django:

        from celery import shared_task
        from django.core.files.storage import default_storage
        from django.http import HttpResponse
        from django.urls import path

        INSTALLED_APPS = ["shop"]
        STORAGES = {"default": {"BACKEND": "storages.backends.s3.S3Storage"}}

        @shared_task
        def import_order(key):
            with default_storage.open(key) as file:
                print(file.read())

        def receive(request):
            key = default_storage.save("inbox/order", request.FILES["order"])
            import_order.delay(key)
            return HttpResponse(status=202)

        urlpatterns = [path("orders/", receive)]

    FastAPI:

        import uuid

        import boto3
        from celery import Celery
        from fastapi import FastAPI, UploadFile

        app = FastAPI()
        bucket = boto3.resource("s3").Bucket("inbox")
        celery = Celery(broker="redis://broker")

        @celery.task
        def import_order(key):
            print(bucket.Object(key).get()["Body"].read())

        @app.post("/orders", status_code=202)
        def receive(order: UploadFile):
            key = uuid.uuid4().hex
            bucket.upload_fileobj(order.file, key)
            import_order.delay(key)

    Not reported:

        The thread that polls the folder, which would be HS506, is part of this
        finding. Watchers that load code, templates or settings anew, folders that are
        only looked at, and loops that only remove what is old.

    Limits:

        What a subprocess or a shell command does with the files of the folder
        is not seen. Watchers of a library without a model are not known.
    """

    code = "HS307"
    name = "watched-folder"
    category = "local-file"
    specificity = 20
    kinds = frozenset({"inbox"})
    says = "is a folder of this instance that is used as a queue"
    used = "watched"
    effect = "what is put there on another instance is never taken up"
    instead = (
        "Put the files into object storage and queue a task for each: bucket notifications, Celery"
    )
    takes_hints = False
    consequences = Consequences(
        scale_out="files on one instance are not seen by the others, or are taken up twice",
        instance_loss="what was not worked on is gone with the disk",
        rolling_deploy="old and new instances take up the same files, or none",
        rollback="what was left half done is taken up by nobody",
    )
