from __future__ import annotations

from hidden_state.extract.reader import extract
from hidden_state.facts import Facts
from hidden_state.models import load
from hidden_state.project.project import link

JOBS = """
import smtplib
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

app = Flask(__name__)

@app.get("/")
def index():
    return "up"

def remind():
    smtplib.SMTP("mail").sendmail("a", "b", "c")

def invite():
    smtplib.SMTP("mail").sendmail("a", "b", "c")

def warn():
    smtplib.SMTP("mail").sendmail("a", "b", "c")

scheduler = BackgroundScheduler()
"""


def reason(*jobs: str) -> str:
    """Why a scheduler of these jobs is told of."""
    added = "".join(f'scheduler.add_job({job}, "interval", hours=1)\n' for job in jobs)
    facts = extract((JOBS + added + "scheduler.start()\n").encode())
    assert isinstance(facts, Facts)
    (holding,) = link({"app.py": facts}, load()).holdings
    return holding.reason


def test_a_job_that_is_added_twice_is_named_once() -> None:
    assert reason("remind", "remind") == "`remind` sends mail"


def test_two_jobs_are_named_and_the_others_counted() -> None:
    both = "`remind` sends mail; `invite` sends mail"
    assert reason("remind", "invite", "remind") == both
    assert reason("remind", "invite", "remind", "warn") == f"{both}, and 1 more"
