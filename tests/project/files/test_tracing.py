"""What path an expression is, followed through names, functions, settings and path functions."""

from __future__ import annotations

import pytest

from hidden_state.extract import extract
from hidden_state.facts import Facts
from hidden_state.models import load
from hidden_state.project import link
from hidden_state.project.files import text as texts
from hidden_state.project.files.tracing import Tracing
from hidden_state.project.records import ScopeId

HEAD = """
import os
import tempfile
from pathlib import Path
from werkzeug.utils import safe_join
FOLDER = Path("/srv/files")
def inside(name):
    return FOLDER / name
def kept():
    return os.environ.get("KEPT", "/srv/kept")
def brief():
    return os.environ["BRIEF"]
class Store:
    root = "/srv/store"
    def path(self, name):
        return os.path.join(self.root, name)
"""


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("'/srv/a'", "/srv/a"),
        ("FOLDER / 'a'", "/srv/files/a"),
        ("FOLDER.joinpath('a', name)", "/srv/files/a/{}"),
        ("os.path.join(FOLDER, f'{name}.csv')", "/srv/files/{}.csv"),
        ("str(FOLDER) + '/' + name", "/srv/files/{}"),
        ("'%s/%s.txt' % (FOLDER, name)", "/srv/files/{}.txt"),
        ("'{}/{}.txt'.format(FOLDER, name)", "/srv/files/{}.txt"),
        ("(FOLDER / name).with_suffix('.png')", "/srv/files/{}"),
        ("(FOLDER / 'a' / name).parent", "/srv/files/a"),
        ("inside('b.csv')", "/srv/files/b.csv"),
        ("kept()", "/srv/kept"),
        ("brief()", "{BRIEF}"),
        ("Store().path('a')", "/srv/store/a"),
        ("os.path.abspath(FOLDER)", "/srv/files"),
        ("Path(__file__).resolve().parent / 'a'", "shop/a"),
        ("os.path.join(os.path.dirname(__file__), '../a')", "a"),
        ("Path(__file__).parents[1] / 'a'", "a"),
        ("Path(__file__).parents[2] / 'a'", "{root.parent}/a"),
        ("os.path.join(os.getcwd(), 'a')", "a"),
        ("safe_join(FOLDER, name)", "/srv/files/{}"),
        ("os.path.join(FOLDER, name or 'new', 'a.txt')", "/srv/files/{}/a.txt"),
        ("f'{FOLDER}/{name or \"new\"}/a.txt'", "/srv/files/{}/a.txt"),
        ("name or 'new'", "new"),
        ("os.path.splitext(FOLDER / 'a.txt')[0] + '.bak'", "/srv/files/a.txt.bak"),
        ("f'{FOLDER}/a.zip'.replace('.zip', '.tmp')", "/srv/files/{}"),
        ("name or FOLDER", "/srv/files"),
        ("name", "{}"),
    ],
)
def test_an_expression_is_a_path(expression: str, shown: str) -> None:
    assert texts.shown(_traced(expression)) == shown


@pytest.mark.parametrize(
    ("expression", "sort"),
    [
        ("tempfile.mkdtemp()", texts.KEPT),
        ("tempfile.NamedTemporaryFile(delete=False).name", texts.KEPT),
        ("tempfile.NamedTemporaryFile().name", texts.BRIEF),
    ],
)
def test_a_temporary_file_is_told_apart_by_who_removes_it(expression: str, sort: str) -> None:
    assert _traced(expression).startswith(sort)


def _traced(expression: str) -> str:
    """Return the path that EXPRESSION is, returned by a function with the parameter `name`."""
    facts = extract(f"{HEAD}\ndef found(name):\n    return {expression}\n".encode())
    assert isinstance(facts, Facts)
    evaluator = link({"shop/app.py": facts}, load())._linked.evaluator
    number = next(i for i, scope in enumerate(facts.scopes) if scope.name == "found")
    tracing = Tracing(evaluator)
    return tracing.trace(ScopeId(0, number), facts.scopes[number].returns[0]).text
