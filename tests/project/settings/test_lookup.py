from __future__ import annotations

import textwrap

import pytest

from hidden_state.extract import extract
from hidden_state.facts import Facts
from hidden_state.models import load
from hidden_state.project.evaluation.evaluator import Evaluator
from hidden_state.project.evaluation.texts import part_text
from hidden_state.project.knowledge import Knowledge
from hidden_state.project.program import Program
from hidden_state.project.settings.given import Tree
from hidden_state.project.settings.lookup import Answer, Settings

MODELS = load()
BASE = """
import os
import sys
import environ
import dj_database_url
env = environ.Env()
INSTALLED_APPS = []
"""
LOCMEM = '{"default": {"BACKEND": "locmem"}}'
REDIS = '{"default": {"BACKEND": "redis"}}'


def settings_of(files: dict[str, str], chosen: tuple[str, ...] = ()) -> Settings:
    facts = {}
    for name, text in files.items():
        found = extract(textwrap.dedent(text).encode())
        assert isinstance(found, Facts)
        facts[name] = found
    program = Program(facts)
    evaluator = Evaluator(program, Knowledge(MODELS, program.imported_packages))
    return Settings(evaluator, chosen)


def look(files: dict[str, str], path: str, chosen: tuple[str, ...] = ()) -> list[Answer]:
    return list(settings_of(files, chosen).look(path))


def shown(answer: Answer) -> list[str]:
    found = []
    for item in answer.values:
        value = item.value
        text = (
            "absent" if value is None else "tree" if isinstance(value, Tree) else part_text(value)
        )
        found.append(f"{text} unless {item.variable}" if item.variable else text)
    return found


@pytest.mark.parametrize(
    ("body", "values"),
    [
        pytest.param(f"CACHES = {LOCMEM}", ["locmem"], id="plain"),
        pytest.param(f"CACHES = {LOCMEM}\nCACHES = {REDIS}", ["redis"], id="the last counts"),
        pytest.param(
            f"CACHES = {LOCMEM}\nCACHES['default'] = {{'BACKEND': 'redis'}}", ["redis"], id="item"
        ),
        pytest.param(
            f"CACHES = {LOCMEM}\nCACHES['default']['BACKEND'] = 'redis'", ["redis"], id="deep item"
        ),
        pytest.param(f"CACHES = {LOCMEM}\nCACHES.update({REDIS})", ["redis"], id="update"),
        pytest.param(
            f"CACHES = {LOCMEM}\nCACHES.update(default=dict(BACKEND='redis'))",
            ["redis"],
            id="update by keyword",
        ),
        pytest.param(f"globals()['CACHES'] = {REDIS}", ["redis"], id="globals item"),
        pytest.param(f"globals().update(CACHES={REDIS})", ["redis"], id="globals update"),
        pytest.param(
            f"OLD = {LOCMEM}\nCACHES = {{**OLD, 'other': {{'BACKEND': 'db'}}}}",
            ["locmem", "db"],
            id="merged with stars",
        ),
        pytest.param(f"CACHES = {LOCMEM} | {REDIS}", ["redis"], id="merged with a bar"),
        pytest.param(f"CACHES = {LOCMEM}\nCACHES |= {REDIS}", ["redis"], id="merged in place"),
        pytest.param(
            f"CACHES = {LOCMEM}\nCACHES.setdefault('default', {{}})", ["locmem"], id="setdefault"
        ),
        pytest.param(f"CACHES = {LOCMEM}\ndel CACHES", [], id="deleted"),
        pytest.param(
            f"DEBUG = True\nif DEBUG:\n    CACHES = {LOCMEM}\nelse:\n    CACHES = {REDIS}",
            ["redis"],
            id="debug is off in production",
        ),
        pytest.param(
            f"if os.environ.get('ENV', 'dev') == 'production':\n    CACHES = {REDIS}\n"
            f"else:\n    CACHES = {LOCMEM}",
            ["redis"],
            id="production is meant",
        ),
        pytest.param(
            f"if 'test' in sys.argv:\n    CACHES = {LOCMEM}\nelse:\n    CACHES = {REDIS}",
            ["redis"],
            id="no test runs",
        ),
        pytest.param(
            f"if not DEBUG and os.getenv('REDIS_URL') is not None:\n    CACHES = {REDIS}",
            ["absent unless REDIS_URL"],
            id="left out by default",
        ),
        pytest.param(
            f"CACHES = {LOCMEM}\nif os.environ.get('REDIS_URL'):\n    CACHES = {REDIS}",
            ["locmem unless REDIS_URL"],
            id="overridden by the environment",
        ),
        pytest.param(
            f"CACHES = {REDIS} if env('REDIS_URL', default='') else {LOCMEM}",
            ["locmem unless REDIS_URL"],
            id="chosen by the environment",
        ),
        pytest.param(
            f"if env.bool('USE_REDIS'):\n    CACHES = {REDIS}\nelse:\n    CACHES = {LOCMEM}",
            ["redis", "locmem"],
            id="nobody knows",
        ),
        pytest.param(
            f"if env('KIND') == 'a':\n    CACHES = {REDIS}\nelif env('KIND') == 'b':\n"
            f"    CACHES = {LOCMEM}\nelse:\n    CACHES = {REDIS}",
            ["redis", "locmem", "redis"],
            id="nobody knows which of several",
        ),
        pytest.param(
            f"ALL = {{'dev': {LOCMEM}, 'live': {REDIS}}}\n"
            "CACHES = ALL['dev'] if TESTING or DEBUG else ALL['live']",
            ["redis"],
            id="chosen from a dictionary",
        ),
        pytest.param(
            "CACHES = {'default': env.cache('CACHE_URL', default='locmemcache://')}",
            ["locmemcache://"],
            id="a URL for the whole",
        ),
        pytest.param(
            f"NAME = os.getenv('CACHE', 'Redis').lower()\n"
            f"if NAME == 'redis':\n    CACHES = {REDIS}\nelse:\n    CACHES = {LOCMEM}",
            ["redis unless CACHE"],
            id="spelled differently",
        ),
        pytest.param(
            f"try:\n    from .local_settings import *\nexcept ImportError:\n    pass\n"
            f"CACHES = {LOCMEM}",
            ["locmem"],
            id="local settings may be missing",
        ),
    ],
)
def test_values_are_those_that_hold_in_production(body: str, values: list[str]) -> None:
    [answer] = look({"site/settings.py": BASE + body}, "CACHES.*.BACKEND")
    assert shown(answer) == values


def test_a_variable_is_asked_for_its_default_in_the_handler() -> None:
    body = "try:\n    URL = os.environ['DB']\nexcept KeyError:\n    URL = 'sqlite://'\n"
    [answer] = look({"settings.py": BASE + body}, "URL")
    assert shown(answer) == ["sqlite://"]


def test_what_is_left_out_is_known_to_be() -> None:
    [answer] = look({"settings.py": BASE}, "CACHES.*.BACKEND")
    assert answer.is_set is False
    assert answer.values == ()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("from somewhere.base import *", id="taken from outside"),
        pytest.param("import x\nCACHES = x.caches()", id="made elsewhere"),
    ],
)
def test_what_may_be_set_elsewhere_is_not_known(body: str) -> None:
    [answer] = look({"settings.py": BASE + body}, "CACHES.default.BACKEND")
    assert answer.is_set is not False


def test_a_dict_that_holds_itself_is_read_as_far_as_it_goes() -> None:
    handed = """
        def kept(rows):
            found = dict(rows or {})
            for row in rows:
                found = {**found, "rows": row, "engine": "cache"}
            return found
    """
    body = "from handed import kept\nNAMES = kept([1])\nSESSION_ENGINE = NAMES['engine']\n"
    [answer] = look({"settings.py": BASE + body, "handed.py": handed}, "SESSION_ENGINE")
    assert "cache" in shown(answer)


SPLIT = {
    "config/settings/__init__.py": "",
    "config/settings/base.py": BASE + f"CACHES = {LOCMEM}",
    "config/settings/local.py": "from .base import *\nCACHES = {'default': {'BACKEND': 'dummy'}}",
    "config/settings/production.py": f"from .base import *\nCACHES = {REDIS}",
    "manage.py": """
        import os
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    """,
}


def test_production_goes_before_what_the_command_line_names() -> None:
    [answer] = look(SPLIT, "CACHES.default.BACKEND")
    assert shown(answer) == ["redis"]
    assert answer.source.name == "config.settings.production"


def test_the_base_holds_where_the_others_are_for_development() -> None:
    files = {path: text for path, text in SPLIT.items() if "production" not in path}
    [answer] = look(files, "CACHES.default.BACKEND")
    assert answer.source.name == "config.settings.base"


def test_an_example_of_production_is_production() -> None:
    files = {
        "site/common.py": BASE + f"CACHES = {LOCMEM}",
        "site/production_example.py": f"from site.common import *\nCACHES = {REDIS}",
        "site/docker.py": "from site.common import *",
    }
    [answer] = look(files, "CACHES.default.BACKEND")
    assert shown(answer) == ["redis"]


def test_production_may_be_kept_elsewhere() -> None:
    files = {
        "site/base.py": BASE + f"CACHES = {LOCMEM}",
        "site/dev.py": "from site.base import *",
        "site/wsgi.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.dev')",
    }
    assert look(files, "CACHES.default.BACKEND") == []


def test_the_configuration_names_what_holds() -> None:
    [answer] = look(SPLIT, "CACHES.default.BACKEND", ("config.settings.local",))
    assert shown(answer) == ["dummy"]


def test_settings_of_tests_and_examples_serve_nobody() -> None:
    assert look({"example/settings.py": BASE}, "CACHES") == []
    assert look({"project/test_settings.py": BASE}, "CACHES") == []


def test_of_several_the_one_that_the_server_names_holds() -> None:
    files = {
        "site/settings.py": BASE + f"CACHES = {LOCMEM}",
        "site/settings_site.py": f"from site.settings import *\nCACHES = {REDIS}",
        "site/wsgi.py": "import os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'site.settings_site'",
    }
    [answer] = look(files, "CACHES.default.BACKEND")
    assert shown(answer) == ["redis"]


def test_classes_of_settings_inherit() -> None:
    body = f"""
    from configurations import Configuration

    class Common(Configuration):
        INSTALLED_APPS = []
        CACHES = {LOCMEM}

    class Dev(Common):
        CACHES = {{}}

    class Production(Common):
        DEBUG = False
    """
    [answer] = look({"settings.py": body}, "CACHES.default.BACKEND")
    assert shown(answer) == ["locmem"]
    assert answer.source.name == "settings.Production"


FACTORY = """
import os
from flask import Flask

def create_app(name, kind="config.Config"):
    app = Flask(__name__)
"""
CLASSES = """
class Config:
    KIND = "base"

class Development(Config):
    KIND = "development"

class Production(Config):
    KIND = "production"

by_name = {"development": Development, "production": Production, "default": Development}
"""


@pytest.mark.parametrize(
    ("body", "values"),
    [
        pytest.param("app.config['KIND'] = 'a'", ["a"], id="item"),
        pytest.param("app.config.from_mapping(KIND='a')", ["a"], id="mapping"),
        pytest.param("app.config.update({'KIND': 'a'})", ["a"], id="update"),
        pytest.param("c = app.config\n    c['KIND'] = 'a'", ["a"], id="under another name"),
        pytest.param("app.config.from_object('live')", ["live"], id="module by name"),
        pytest.param("app.config.from_pyfile('live.py')", ["live"], id="file"),
        pytest.param("app.config.from_object('config.Production')", ["production"], id="class"),
        pytest.param(
            "app.config.from_object('config.Development')", ["production"], id="its live sibling"
        ),
        pytest.param(
            "from config import by_name\n    app.config.from_object(by_name[name])",
            ["production"],
            id="one of several",
        ),
        pytest.param(
            "app.config.from_object(os.environ.get('C', 'config.Config'))", ["base"], id="default"
        ),
        pytest.param(
            "app.config.from_object('live')\n    app.config['KIND'] = 'a'", ["a"], id="overridden"
        ),
        pytest.param("app.config.from_object(kind)", ["base"], id="default of a parameter"),
        pytest.param("app.config.from_mapping(name)", [], id="unknown"),
        pytest.param("name['KIND'] = 'a'", [], id="another mapping"),
    ],
)
def test_what_fills_the_configuration_of_an_application(body: str, values: list[str]) -> None:
    files = {
        "app.py": f"{FACTORY}    {body}\n    return app\n",
        "config.py": CLASSES,
        "live.py": "KIND = 'live'\n",
    }
    assert [text for answer in look(files, "KIND") for text in shown(answer)] == values


def test_what_the_file_of_a_server_sets() -> None:
    files = {
        "deploy/gunicorn.conf.py": "import os\nworkers = int(os.environ['N'])\nbind = ':80'\n",
        "tests/gunicorn.conf.py": "bind = ':8000'\n",
    }
    settings = settings_of(files)
    [source] = settings.files("gunicorn*.py")
    assert source.name == "deploy/gunicorn.conf.py"
    assert shown(settings.answer(source, "bind")) == [":80"]
    assert settings.answer(source, "threads").is_set is False
