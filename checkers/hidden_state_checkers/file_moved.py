"""HS308: A file on local disk is moved or deleted while serving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state_checkers._purposes import place_for, reused_for

if TYPE_CHECKING:
    from hidden_state.project import Holding, Project, State


class FileMoved(Checker):
    """A file on local disk is moved or deleted while serving.

    The change happens on the disk of one instance. The others still have the
    old file, or never had it, and answer differently from then on.

    Bad:

        import os

        from flask import Flask

        app = Flask(__name__)

        @app.post("/documents/<name>/archive")
        def archive(name):
            os.rename(f"documents/{name}", f"archive/{name}")
            return "ok"

    Good:

        import boto3
        from flask import Flask

        app = Flask(__name__)
        bucket = boto3.resource("s3").Bucket("documents")

        @app.post("/documents/<name>/archive")
        def archive(name):
            bucket.copy({"Bucket": "documents", "Key": name}, f"archive/{name}")
            return "ok"

    Django:

        from django.http import HttpResponse
        from django.shortcuts import get_object_or_404
        from django.urls import path
        from shop.models import Document

        INSTALLED_APPS = ["shop"]
        STORAGES = {"default": {"BACKEND": "storages.backends.s3.S3Storage"}}

        def archive(request, name):
            document = get_object_or_404(Document, name=name)
            document.archived = True
            document.save()
            return HttpResponse("ok")

        urlpatterns = [path("documents/<name>/archive", archive)]

    FastAPI:

        import boto3
        from fastapi import FastAPI

        app = FastAPI()
        bucket = boto3.resource("s3").Bucket("documents")

        @app.post("/documents/{name}/archive")
        def archive(name: str):
            bucket.copy({"Bucket": "documents", "Key": name}, f"archive/{name}")

    Not reported:

        What a request removes that it has written itself, or has handed to something
        that may have, temporary files and locks. Moves and removals in a folder
        that is written to are listed with the finding of that folder.

    Limits:

        Of what programs move or delete, only `mv`, `rm` and the like are seen.
    """

    code = "HS308"
    name = "file-moved"
    category = "local-file"
    specificity = 10
    kinds = frozenset({"moved"})
    says = "is changed on the disk of this instance"
    used = "moved or removed"
    effect = "the other instances still have what was there before"
    instead = "Keep such files in object storage"
    consequences = Consequences(
        scale_out="each instance moves and deletes files of its own",
        instance_loss="what was moved is gone, unless the disk outlives the instance",
        rolling_deploy="old and new instances have different files",
        rollback="what was moved since is back in its old place",
    )

    def _reused(self, item: State | Holding) -> str:
        return reused_for(item, self.category)

    def _advice(self, project: Project, item: State | Holding) -> str:
        """Return where such files should live."""
        return place_for(project, item, self.instead)
