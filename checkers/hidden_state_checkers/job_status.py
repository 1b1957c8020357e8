"""HS505: The status of jobs is kept in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state.words import has_word, words_in
from hidden_state_checkers._evidence import BROUGHT, KEPT, KEYED, is_count, is_keyed

if TYPE_CHECKING:
    from hidden_state.project import State

WORK = frozenset(
    """job jobs task tasks export exports import imports upload uploads download downloads process
    processes run runs running render renders conversion conversions training trainings build
    builds scan scans crawl crawls analysis analyses report reports""".split()
)
STATUS = frozenset("status statuses state states progress result results".split())
SURE = frozenset({"job", "jobs", "progress"})
HANDLES = frozenset({"process_handle", "thread_handle", "future"})


class JobStatus(Checker):
    """The status of jobs is kept in memory.

    A request for the status that reaches another instance finds no such job,
    and a restart forgets the jobs that run.

    Bad:

        from fastapi import FastAPI

        app = FastAPI()
        jobs = {}

        @app.post("/jobs/{name}")
        def start(name: str):
            jobs[name] = {"status": "running"}

    Good:

        from fastapi import FastAPI
        from redis import Redis

        app = FastAPI()
        redis = Redis()

        @app.post("/jobs/{name}")
        def start(name: str):
            redis.hset("jobs", name, "running")

    Flask:

        from flask import Flask
        from redis import Redis

        app = Flask(__name__)
        redis = Redis()

        @app.post("/jobs/<name>")
        def start(name):
            redis.hset("jobs", name, "running")
            return "", 202

    Django:

        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Job

        def start(request, name):
            Job.objects.create(name=name, status="running")
            return HttpResponse(status=202)

        urlpatterns = [path("jobs/<name>", start)]

    Not reported:

        Tables of states and of functions that run jobs, and queues and
        results that a shared broker or database keeps.

    Limits:

        What the entries are is told from names and values (`status`, `jobs`,
        `"running"`); a store with no such sign is HS101 or HS104.
    """

    code = "HS505"
    name = "job-status"
    category = "in-process-queue"
    specificity = 15
    effect = "another instance does not know the job, and a restart forgets it"
    instead = "Keep it in the database or Redis, or in the result backend of the task queue"
    consequences = Consequences(
        scale_out="a request for the status finds the job only on one instance",
        instance_loss="jobs and their status are forgotten half done",
        rolling_deploy="jobs of the old instances stop and are unknown to the new ones",
        rollback="jobs started since are unknown",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        if state.kind not in KEPT or "websocket" in state.holds:
            return False
        keyed = [write for write in state.writes if write.how in KEYED and not is_count(write)]
        return bool(keyed) and (_is_job_like(state) or _is_called_so(state))


def _is_job_like(state: State) -> bool:
    """Whether records with a progress are kept, or under a fitting name ones with a status."""
    if any("progress" in write.kinds and is_keyed(write) for write in state.writes):
        return True
    return bool(state.holds & HANDLES or "status" in state.holds) and has_word(state.symbol, WORK)


def _is_called_so(state: State) -> bool:
    """Whether the name alone tells: the status of some work, or jobs that are not merely listed."""
    words = words_in(state.symbol.rpartition(".")[2])
    if "progress" in words or (words & WORK and words & STATUS):
        return True
    return bool(words & SURE) and not state.holds - {"container", "empty"} <= BROUGHT
