"""HS306: A temporary file outlives the request that made it."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class TemporaryFile(Checker):
    """A temporary file outlives the request that made it.

    Its path is handed to a task, stored in a row or found again by a later
    request. Whoever gets it looks on the disk of another machine, where there
    is no such file.

    Bad:

        import tempfile

        from celery import shared_task
        from flask import Flask, request

        app = Flask(__name__)

        @shared_task
        def load(path):
            with open(path) as file:
                print(len(file.read()))

        @app.post("/import")
        def take():
            file = tempfile.NamedTemporaryFile(delete=False)
            file.write(request.data)
            load.delay(file.name)
            return "ok"

    Good:

        import boto3
        from celery import shared_task
        from flask import Flask, request

        app = Flask(__name__)
        bucket = boto3.resource("s3").Bucket("imports")

        @shared_task
        def load(key):
            print(len(bucket.Object(key).get()["Body"].read()))

        @app.post("/import")
        def take():
            bucket.put_object(Key="latest", Body=request.data)
            load.delay("latest")
            return "ok"

    Django:

        from celery import shared_task
        from django.core.files.storage import default_storage
        from django.http import HttpResponse
        from django.urls import path

        INSTALLED_APPS = ["shop"]
        STORAGES = {"default": {"BACKEND": "storages.backends.s3.S3Storage"}}

        @shared_task
        def load(key):
            with default_storage.open(key) as file:
                print(len(file.read()))

        def take(request):
            load.delay(default_storage.save("imports/new", request.FILES["file"]))
            return HttpResponse("ok")

        urlpatterns = [path("import/", take)]

    FastAPI:

        import uuid

        import boto3
        from celery import shared_task
        from fastapi import FastAPI, UploadFile

        app = FastAPI()
        bucket = boto3.resource("s3").Bucket("imports")

        @shared_task
        def load(key):
            print(len(bucket.Object(key).get()["Body"].read()))

        @app.post("/import")
        def take(file: UploadFile):
            key = uuid.uuid4().hex
            bucket.upload_fileobj(file.file, key)
            load.delay(key)

    Not reported:

        Temporary files that end by themselves, that are removed in the same
        request, or whose path goes nowhere.

    Limits:

        A path that leaves the request in a way that no model names (a file of
        its own, a header) is not followed.
    """

    code = "HS306"
    name = "temporary-file"
    category = "local-file"
    specificity = 15
    kinds = frozenset({"temporary"})
    says = "is a temporary file that outlives the request"
    used = "written"
    effect = "whoever is given its path looks on another disk"
    instead = "Put the content into object storage and pass its key on"
    takes_hints = False
    consequences = Consequences(
        scale_out="the work that gets the path runs where the file is not",
        instance_loss="the file is gone before it is read",
        rolling_deploy="a new instance does not find the files of the old one",
        rollback="paths that were passed on lead nowhere",
    )
