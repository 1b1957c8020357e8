"""HS301: A file is written to local disk while requests are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state_checkers._purposes import place_for, reused_for

if TYPE_CHECKING:
    from hidden_state.project import Holding, Project, State


class FileWritten(Checker):
    """A file is written to local disk while requests are served.

    The disk belongs to one instance: what one request writes there, the next one
    finds only if it is sent to the same instance, and a new container starts
    without it.

    Bad:

        from flask import Flask, request

        app = Flask(__name__)

        @app.post("/notes/<name>")
        def save(name):
            with open(f"notes/{name}.txt", "w") as file:
                file.write(request.form["text"])
            return "ok"

    Good:

        import boto3
        from flask import Flask, request

        app = Flask(__name__)
        bucket = boto3.resource("s3").Bucket("notes")

        @app.post("/notes/<name>")
        def save(name):
            bucket.put_object(Key=name, Body=request.form["text"])
            return "ok"

    Django:

        from django.core.files.base import ContentFile
        from django.core.files.storage import default_storage
        from django.http import HttpResponse
        from django.urls import path

        INSTALLED_APPS = ["shop"]
        STORAGES = {"default": {"BACKEND": "storages.backends.s3.S3Storage"}}

        def save(request, name):
            default_storage.save(f"{name}.txt", ContentFile(request.POST["text"]))
            return HttpResponse("ok")

        urlpatterns = [path("notes/<name>", save)]

    FastAPI:

        import aioboto3
        from fastapi import FastAPI

        app = FastAPI()
        session = aioboto3.Session()

        @app.post("/notes/{name}")
        async def save(name: str, text: str):
            async with session.client("s3") as s3:
                await s3.put_object(Bucket="notes", Key=name, Body=text)

    Not reported:

        Sub-folders that the project has no name for are part of the folder around
        them where both are for the same.

        Files that the same request removes, be it that an early return or a fault
        leaves one behind: that is a leak, and nobody comes back to it. Files that
        only the request itself uses and a clean-up removes later. Files that are
        removed only after a fault, or unless somebody says `keep`, count.

        Temporary files that end by themselves,
        folders that are only made, what is written in memory, and what start-up
        code, commands, migrations or tests write.

    Limits:

        Whether a folder is a volume that instances share is not to be seen in
        the code: accept the finding then, and say so. Of a command line, what
        is redirected is seen, and what programs write that the models know.
    """

    code = "HS301"
    name = "file-written"
    category = "local-file"
    specificity = 10
    kinds = frozenset({"file"})
    says = "is written to the disk of this instance"
    used = "written"
    effect = "the other instances do not have it, and a new one starts without it"
    instead = "Keep it in object storage or a database"
    consequences = Consequences(
        scale_out="each instance has files of its own",
        instance_loss="the files are gone, unless the disk outlives the instance",
        rolling_deploy="a new instance starts without the files of the old one",
        rollback="files that were written since are not there",
    )

    def _reused(self, item: State | Holding) -> str:
        return reused_for(item, self.category)

    def _advice(self, project: Project, item: State | Holding) -> str:
        """Return where such files should live."""
        return place_for(project, item, self.instead)
