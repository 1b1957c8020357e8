"""HS505: The status of jobs is kept in memory."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.words import has_word
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.project import State

STORES = frozenset({"global", "class", "field", "closure", "application", "bag"})
CONNECTIONS = frozenset({"websocket", "future"})
WORDS = frozenset(
    """job jobs task tasks progress status statuses export exports import imports upload uploads
    download downloads process processes running runs""".split()
)


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
    """

    code = "HS505"
    name = "job-status"
    category = "in-process-queue"
    specificity = 15
    effect = "another instance does not know the job, and a restart forgets it"
    instead = "Keep it in the database or Redis, or in the result backend of the task queue"

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        return (
            state.kind in STORES
            and not state.holds & CONNECTIONS
            and (has_word(state.symbol, WORDS) or bool(state.holds & {"process_handle"}))
        )
