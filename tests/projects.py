"""Small applications, and findings made by hand."""

from __future__ import annotations

from hidden_state.finding import (
    Accepted,
    Consequences,
    Definition,
    Entry,
    Finding,
    Step,
    Write,
)

APP = """\
from flask import Flask

app = Flask(__name__)
SEEN = {}


@app.post("/see/<name>")
def see(name):
    SEEN[name] = True
    return "ok"
"""

STORE = """\
VISITS = []
"""

VIEWS = """\
from flask import Flask

import store

app = Flask(__name__)


@app.post("/visit/<name>")
def visit(name):
    store.VISITS.append(name)
    return "ok"
"""

SHOP = {"store.py": STORE, "views.py": VIEWS}

LOGGED = """\
import logging.config

from flask import Flask

logging.config.fileConfig("logging.ini")
app = Flask(__name__)


@app.get("/")
def home():
    return "ok"
"""
LOGGING = """\
[handlers]
keys = file
[logger_root]
handlers = file
[handler_file]
class = FileHandler
args = ("shop.log",)
"""


def finding(
    code: str = "HS101",
    path: str = "shop/store.py",
    line: int = 3,
    message: str = "`D` is written while serving",
) -> Finding:
    """Return a finding with everything that one may have."""
    return Finding(
        path=path,
        line=line,
        column=1,
        end_line=line,
        end_column=2,
        code=code,
        rule="global-container",
        category="global-state",
        symbol="D",
        confidence="certain",
        message=message,
        hint="keep it in Redis",
        fixable=False,
        fingerprint="0" * 32,
        definition=Definition(path=path, line=line),
        writes=(Write(path="shop/views.py", line=9, column=5, how="item assignment"),),
        entry=Entry(kind="route", name="POST /d", path="shop/views.py", line=7),
        chain=(Step(path="shop/views.py", line=9, function="shop.views.d"),),
        consequences=Consequences(
            scale_out="a", instance_loss="b", rolling_deploy="c", rollback="d"
        ),
    )


def accepted(found: Finding | None = None, reason: str = "one worker", until: str = "") -> Accepted:
    """Return an accepted finding."""
    found = found or finding()
    return Accepted(
        finding=found, by="comment", path=found.path, line=found.line, reason=reason, until=until
    )
