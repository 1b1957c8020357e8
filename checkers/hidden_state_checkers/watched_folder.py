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
            boto3.client("s3").put_object(Bucket="inbox", Key=key, Body=request.data)
            import_order.delay(key)
            return "", 202

    Not reported:

        Watchers that load code, templates or settings anew, folders that are
        only looked at, and loops that only remove what is old.
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
