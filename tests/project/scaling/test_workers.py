from __future__ import annotations

from textwrap import dedent

import pytest

from hidden_state.extract import extract
from hidden_state.facts import Facts
from hidden_state.models import load
from hidden_state.project import link
from hidden_state.scaling import Scaling, scales

MODELS = load()


def scalings(**files: str) -> tuple[Scaling, ...]:
    facts = {f"{name}.py": extract(dedent(text).encode()) for name, text in files.items()}
    read = {path: fact for path, fact in facts.items() if isinstance(fact, Facts)}
    assert len(read) == len(files)
    return link(read, MODELS).scalings


@pytest.mark.parametrize(
    ("call", "kind", "count"),
    [
        ('uvicorn.run("main:app", workers=1)', "one worker", 1),
        ('uvicorn.run("main:app", workers=ONE)', "one worker", 1),
        ('uvicorn.run("main:app", workers=4)', "many workers", 4),
        ('uvicorn.run("main:app", workers=os.cpu_count())', "many workers", None),
        ('uvicorn.run("main:app", workers=1, reload=False)', "one worker", 1),
    ],
)
def test_a_call_that_serves(call: str, kind: str, count: int | None) -> None:
    (found,) = scalings(main=f"import os\nimport uvicorn\nONE = 1\n{call}\n")
    assert (found.kind, found.count, found.target) == (kind, count, "main:app")
    assert (found.path, found.line, found.column) == ("main.py", 4, 1)


@pytest.mark.parametrize(
    "call",
    [
        'uvicorn.run("main:app")',
        'uvicorn.run("main:app", workers=1, reload=True)',
        'uvicorn.run("main:app", workers=1, reload=DEBUG)',
        'uvicorn.run("main:app", workers=int(os.environ.get("WORKERS", "1")))',
        'uvicorn.run("main:app", workers=1 if DEBUG else 4)',
        'uvicorn.run("main:app", workers=True)',
        "pool.run(workers=1)",
    ],
)
def test_what_says_nothing(call: str) -> None:
    before = "import os\nimport uvicorn\nfrom other import DEBUG, pool\n"
    assert scalings(main=before + call + "\n") == ()


def test_configuration_files_of_gunicorn() -> None:
    several = "import multiprocessing\nworkers = multiprocessing.cpu_count() * 2 + 1\n"
    given = "import os\nworkers = int(os.environ['W'])\n"
    either = "import os\nworkers = 1\nif os.environ.get('W'):\n    workers = 3\n"
    found = scalings(
        **{"gunicorn.conf": "workers = 1\n", "gunicorn_conf": several, "gunicorn_prod": given},
        my_gunicorn=either,
        settings="workers = 1\n",
    )
    assert [(item.path, item.kind, item.symbol) for item in found] == [
        ("gunicorn.conf.py", "one worker", "workers = 1"),
        ("gunicorn_conf.py", "many workers", "workers = ..."),
    ]


def test_what_a_report_says_of_it() -> None:
    (found,) = scales(scalings(main='import uvicorn\nuvicorn.run("main:app", workers=4)\n'))
    assert (found.id, found.kind, found.count) == ("main.py:2:1", "many workers", 4)
