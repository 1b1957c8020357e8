"""HS704: A search or vector index lives in one instance."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class EmbeddedIndex(Checker):
    """A search or vector index lives in one instance.

    What is added to an index in memory or in a local directory is found by
    this instance alone: a search that another instance answers misses it, and
    a new instance starts with what was there when its image was built.

    Bad:

        import chromadb
        from fastapi import FastAPI

        app = FastAPI()
        client = chromadb.PersistentClient(path="./index")
        notes = client.get_or_create_collection("notes")

        @app.post("/notes/{key}")
        def add(key: str, text: str):
            notes.add(ids=[key], documents=[text])

    Good:

        import chromadb
        from fastapi import FastAPI

        app = FastAPI()
        client = chromadb.HttpClient(host="chroma")
        notes = client.get_or_create_collection("notes")

        @app.post("/notes/{key}")
        def add(key: str, text: str):
            notes.add(ids=[key], documents=[text])

    Flask:

        import chromadb
        from flask import Flask, request

        app = Flask(__name__)
        client = chromadb.HttpClient(host="chroma")
        notes = client.get_or_create_collection("notes")

        @app.post("/notes/<key>")
        def add(key):
            notes.add(ids=[key], documents=[request.form["text"]])
            return "ok"

    Django:

        from django.contrib.postgres.search import SearchVector
        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Note

        def add(request, key):
            Note.objects.create(key=key, text=request.POST["text"])
            return HttpResponse("ok")

        def search(request):
            found = Note.objects.annotate(words=SearchVector("text"))
            return HttpResponse(found.filter(words=request.GET["q"]))

        urlpatterns = [path("notes/<key>", add), path("search/", search)]

    Not reported:

        An index that is only searched while serving.

    Limits:

        An index that is kept by a package without a model is not known.
    """

    code = "HS704"
    name = "embedded-index"
    category = "embedded-db"
    specificity = 20
    kinds = frozenset({"index"})
    says = "is an index of this instance alone"
    effect = "what is added through one instance is not found through another"
    instead = "Use an index server: Qdrant, Chroma's server, Elasticsearch, pgvector"
    consequences = Consequences(
        scale_out="the same search finds different things on each instance",
        instance_loss="what was added is gone, unless the disk outlives the instance",
        rolling_deploy="a new instance does not find what was added through the old one",
        rollback="what was added since is not found",
    )
