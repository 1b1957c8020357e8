from __future__ import annotations

import pytest

from hidden_state.models import load
from hidden_state.project.knowledge import Knowledge
from hidden_state.project.work.doing import Doings

DOINGS = Doings(Knowledge(load(), frozenset()))


@pytest.mark.parametrize(
    ("name", "does"),
    [
        ("requests.get", "fetch"),
        ("requests.post", "call"),
        ("requests.Session", "nothing"),
        ("requests.Session.post", "call"),
        ("requests.Session.close", "nothing"),
        ("smtplib.SMTP.sendmail", "mail"),
        ("django.db.models.Model.objects.filter", "query"),
        ("django.db.models.Model.objects.get.save", "save"),
        ("os.path.join", "nothing"),
        ("os.replace", "write"),
        ("subprocess.Popen", "run"),
        ("subprocess.Popen.wait", "nothing"),
        ("shop.things.rows.commit", "commit"),
        ("redis.Redis.lock", "lock"),
    ],
)
def test_what_a_name_does(name: str, does: str) -> None:
    row = DOINGS.named(name)

    assert row is not None
    assert row.does == does


@pytest.mark.parametrize("name", ["shop.things.first", "commit", "shop"])
def test_nothing_is_known_of_others(name: str) -> None:
    assert DOINGS.named(name) is None


def test_methods_of_unknown_objects_go_by_their_names() -> None:
    assert DOINGS.method("", "send_email_to_all") == "mail"
    assert DOINGS.method("", "get") is None
    assert DOINGS.method("client", "get_many") == "fetch"
