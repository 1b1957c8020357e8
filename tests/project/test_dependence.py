from __future__ import annotations

import pytest

from hidden_state.extract.reader import extract
from hidden_state.facts import Facts
from hidden_state.models import load
from hidden_state.project.memos.dependence import Dependence
from hidden_state.project.project import deep_recursion, link
from hidden_state.project.records import ScopeId
from hidden_state.project.work.effects import Effects

MODELS = load()


def said(body: str) -> str:
    """What the result of the last function of a module depends on."""
    facts = extract(body.encode())
    assert isinstance(facts, Facts)
    linked = link({"app.py": facts}, MODELS)._linked
    number = max(n for n, scope in enumerate(facts.scopes) if scope.kind == "function")
    with deep_recursion():
        return Dependence(linked, Effects(linked.evaluator)).of(ScopeId(0, number))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("import requests\ndef f():\n    return requests.get('x').json()", "asks another service"),
        ("import time\ndef f():\n    now = time.time()\n    return now", "takes the time"),
        ("import uuid\ndef f():\n    return str(uuid.uuid4())", "takes random values"),
        (
            "import requests as r\ndef g():\n    return r.get('x')\ndef f():\n    return g().text",
            "asks another service",
        ),
    ],
)
def test_what_changes_outside(body: str, words: str) -> None:
    assert said(body) == words


@pytest.mark.parametrize(
    "body",
    [
        "import time\ndef f(x):\n    print(time.time())\n    return x",
        "import requests\ndef f():\n    requests.get('x')",
        "import redis\ndef f():\n    return redis.Redis()",
        "import re\ndef f(x):\n    return re.sub('a', 'b', x)",
        "def f():\n    return open('x').read()",
    ],
)
def test_what_is_the_same_everywhere(body: str) -> None:
    assert said(body) == ""
