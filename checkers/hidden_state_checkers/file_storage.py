"""HS303: The framework keeps uploaded files on local disk."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class FileStorage(Checker):
    """The framework keeps uploaded files on local disk.

    Each file field saves through the default storage, and that is a folder of
    the instance unless the settings say otherwise. The row that names the file
    is in the database, for all to see; the file itself is on one machine.

    Bad:

        # settings
        SECRET_KEY = "secret"
        ROOT_URLCONF = "app"
        INSTALLED_APPS = ["app"]
        DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
        MEDIA_ROOT = "/srv/media"

        from django.db import models
        from django.http import HttpResponse
        from django.urls import path

        class Photo(models.Model):
            image = models.ImageField(upload_to="photos")

        def add(request):
            Photo.objects.create(image=request.FILES["image"])
            return HttpResponse("ok")

        urlpatterns = [path("photos", add)]

    Good:

        # settings
        SECRET_KEY = "secret"
        ROOT_URLCONF = "app"
        INSTALLED_APPS = ["app"]
        DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
        STORAGES = {"default": {"BACKEND": "storages.backends.s3.S3Storage"}}

        from django.db import models
        from django.http import HttpResponse
        from django.urls import path

        class Photo(models.Model):
            image = models.ImageField(upload_to="photos")

        def add(request):
            Photo.objects.create(image=request.FILES["image"])
            return HttpResponse("ok")

        urlpatterns = [path("photos", add)]

    Flask:

        import boto3
        from flask import Flask, request

        app = Flask(__name__)
        bucket = boto3.resource("s3").Bucket("photos")

        @app.post("/photos")
        def add():
            image = request.files["image"]
            bucket.upload_fileobj(image.stream, image.filename)
            return "ok"

    FastAPI:

        import boto3
        from fastapi import FastAPI, UploadFile

        app = FastAPI()
        bucket = boto3.resource("s3").Bucket("photos")

        @app.post("/photos")
        def add(image: UploadFile):
            bucket.upload_fileobj(image.file, image.filename)

    Not reported:

        Projects whose settings choose another storage in production, or take it
        from the environment with no local default, and fields with a storage of
        their own that may be a shared one. `if DEBUG:` is not production. Where a
        variable such as `USE_S3` has to be set for another storage, the message
        names it; where a Dockerfile, compose file or manifest sets it, there is none.

        Storages without a `location`, or with `MEDIA_ROOT` for it, are part of the
        default storage's finding.

    Limits:

        A storage class of the project's own is judged by what it inherits;
        one that inherits nothing known is not reported. A volume that all
        instances share is not to be seen in the code: accept the finding then.
    """

    code = "HS303"
    name = "file-storage"
    category = "local-file"
    specificity = 15
    kinds = frozenset({"storage"})
    says = "keeps uploads on the disk of this instance"
    effect = "the other instances cannot read them, and they go with the container"
    instead = "Choose a storage that instances share: object storage"
    consequences = Consequences(
        scale_out="each instance has the uploads that it took itself",
        instance_loss="the uploads are gone, unless the disk outlives the instance",
        rolling_deploy="a new instance starts without the uploads of the old one",
        rollback="uploads that were taken since are not there",
    )
