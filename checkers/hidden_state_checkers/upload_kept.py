"""HS302: An upload is kept on local disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state_checkers._purposes import place_for

if TYPE_CHECKING:
    from hidden_state.project import Holding, Project, State


class UploadKept(Checker):
    """An upload is kept on local disk.

    The instance that took the upload is the only one that has it: the page that
    shows it breaks on every other one, and the file goes with the container.

    Bad:

        import os

        from flask import Flask, request
        from werkzeug.utils import secure_filename

        app = Flask(__name__)
        app.config["UPLOAD_FOLDER"] = "/srv/uploads"

        @app.post("/avatar")
        def avatar():
            image = request.files["image"]
            name = secure_filename(image.filename)
            image.save(os.path.join(app.config["UPLOAD_FOLDER"], name))
            return name

    Good:

        import boto3
        from flask import Flask, request
        from werkzeug.utils import secure_filename

        app = Flask(__name__)
        bucket = boto3.resource("s3").Bucket("avatars")

        @app.post("/avatar")
        def avatar():
            image = request.files["image"]
            name = secure_filename(image.filename)
            bucket.upload_fileobj(image.stream, name)
            return name

    Django:

        from django.core.files.storage import default_storage
        from django.http import HttpResponse
        from django.urls import path

        INSTALLED_APPS = ["shop"]
        STORAGES = {"default": {"BACKEND": "storages.backends.s3.S3Storage"}}

        def avatar(request):
            image = request.FILES["image"]
            return HttpResponse(default_storage.save(image.name, image))

        urlpatterns = [path("avatar/", avatar)]

    FastAPI:

        import boto3
        from fastapi import FastAPI, UploadFile

        app = FastAPI()
        bucket = boto3.resource("s3").Bucket("avatars")

        @app.post("/avatar")
        def avatar(image: UploadFile):
            bucket.upload_fileobj(image.file, image.filename)

    Not reported:

        Uploads that go to a storage that instances share, and those that are put
        into a temporary file that the same request removes.

    Limits:

        An upload that goes through a library without a model before it is
        saved is HS301. A shared volume is not to be seen in the code: accept
        the finding then.
    """

    code = "HS302"
    name = "upload-kept"
    category = "local-file"
    specificity = 20
    kinds = frozenset({"upload"})
    says = "keeps uploads on the disk of this instance"
    used = "written"
    effect = "the other instances cannot read them, and they go with the container"
    instead = "Put them into object storage"
    consequences = Consequences(
        scale_out="each instance has the uploads that it took itself",
        instance_loss="the uploads are gone, unless the disk outlives the instance",
        rolling_deploy="a new instance starts without the uploads of the old one",
        rollback="uploads that were taken since are not there",
    )

    def _advice(self, project: Project, item: State | Holding) -> str:
        """Return where such files should live."""
        return place_for(project, item, self.instead)
