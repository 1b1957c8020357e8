"""HS305: A library writes an artefact to local disk while serving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state_checkers._purposes import place_for, reused_for

if TYPE_CHECKING:
    from hidden_state.project import Holding, Project, State


RUN = "command "
"""How a use begins that is a program."""


class ArtefactWritten(Checker):
    """A library writes an artefact to local disk while serving.

    Tables, images, documents, archives and models that a library saves by a
    path are there for one instance only: whoever comes back to fetch them may
    be sent to another.

    Bad:

        import pandas
        from flask import Flask

        app = Flask(__name__)

        @app.post("/reports/<int:year>")
        def build(year):
            table = pandas.read_sql("select * from sales", "postgresql://db/sales")
            table.to_csv(f"reports/{year}.csv")
            return {"report": year}

    Good:

        import pandas
        from flask import Flask, Response

        app = Flask(__name__)

        @app.get("/reports/<int:year>")
        def build(year):
            table = pandas.read_sql("select * from sales", "postgresql://db/sales")
            return Response(table.to_csv(), mimetype="text/csv")

    Django:

        import pandas
        from django.http import HttpResponse
        from django.urls import path

        def build(request, year):
            table = pandas.read_sql("select * from sales", "postgresql://db/sales")
            return HttpResponse(table.to_csv(), content_type="text/csv")

        urlpatterns = [path("reports/<int:year>", build)]

    FastAPI:

        import pandas
        from fastapi import FastAPI, Response

        app = FastAPI()

        @app.get("/reports/{year}")
        def build(year: int):
            table = pandas.read_sql("select * from sales", "postgresql://db/sales")
            return Response(table.to_csv(), media_type="text/csv")

    Not reported:

        Artefacts that are saved into memory or into the response, and those that
        the same request removes again.

    Limits:

        Libraries and programs without a model that write by a path are not
        known; `open` and `pathlib` are HS301.
    """

    code = "HS305"
    name = "artefact-written"
    category = "local-file"
    specificity = 15
    kinds = frozenset({"artefact"})
    says = "is written to the disk of this instance by a library"
    used = "written"
    effect = "the other instances do not have it, and a new one starts without it"
    instead = "Put it into object storage and hand out a signed link, or stream it in the response"
    consequences = Consequences(
        scale_out="each instance has the artefacts that it made itself",
        instance_loss="the artefacts are gone, unless the disk outlives the instance",
        rolling_deploy="a new instance starts without the artefacts of the old one",
        rollback="artefacts that were made since are not there",
    )

    def describe(self, holding: Holding) -> str:
        """Return one sentence that names the program, where one that was run writes."""
        text = super().describe(holding)
        how = holding.uses[0].how if holding.uses else ""
        program = how.removeprefix(RUN)
        return text if program == how else text.replace("by a library", f"by `{program}`", 1)

    def _reused(self, item: State | Holding) -> str:
        return reused_for(item, self.category)

    def _advice(self, project: Project, item: State | Holding) -> str:
        """Return where such files should live."""
        return place_for(project, item, self.instead)
