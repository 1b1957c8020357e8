"""How one state becomes one finding."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from hidden_state.checker import Checker
from hidden_state.project import State
from hidden_state.project.state import ChainStep, Entrance, Span, StateWrite

if TYPE_CHECKING:
    from hidden_state.project import Project


class Rule(Checker):
    """A rule for any state."""

    code = "HS999"
    name = "rule"
    category = "global-state"
    instead = "Keep it elsewhere"


class OwnHint(Rule):
    """A rule that knows better than the models."""

    takes_hints = False


def state(kind: str, name: str, functions: tuple[str, ...] = ("shop.views.login",)) -> State:
    """Return a state that an entry point of KIND writes through FUNCTIONS."""
    chain = tuple(ChainStep("shop/views.py", 12, function) for function in functions)
    kinds = frozenset({"data"})
    write = StateWrite(
        path="shop/auth.py",
        line=31,
        column=5,
        how="item assignment",
        kinds=kinds,
        guarded=False,
        is_initial=False,
        constant=None,
        at_constant_key=False,
        chain=chain,
    )
    return State(
        kind="global",
        symbol="SEEN",
        definition=Span("shop/auth.py", 14, 1, 14, 5),
        holder="dict",
        writes=(write,),
        holds=kinds,
        entrance=Entrance(kind, name, "shop/views.py", 8, "flask"),
        confidence="certain",
    )


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("route", "POST /login", "while serving `POST /login`"),
        ("view", "GET Shelf", "while serving `GET Shelf`"),
        ("websocket", "/chat", "while serving the WebSocket `/chat`"),
        ("websocket consumer", "Chat.receive", "while serving the WebSocket `Chat.receive`"),
        ("task", "resize", "while running task `resize`"),
        ("scheduled job", "refresh", "while running scheduled job `refresh`"),
        ("middleware", "Load.dispatch", "while running middleware `Load.dispatch`"),
        ("signal receiver", "note", "while handling signal `note`"),
        ("socket event", "connect", "while handling socket event `connect`"),
        ("message handler", "on_order", "while handling message `on_order`"),
    ],
)
def test_the_message_says_what_goes_on(kind: str, name: str, words: str) -> None:
    message = Rule().message(state(kind, name))
    assert message == (
        f"`SEEN` is written {words} (views.login, auth.py:31): every instance keeps its own copy"
    )


def test_a_long_chain_is_cut_in_the_middle() -> None:
    functions = ("shop.views.login", "shop.auth.start", "shop.auth.find", "shop.auth.remember")
    message = Rule().message(state("route", "POST /login", functions))
    assert "(views.login -> ... -> auth.remember, auth.py:31)" in message


def test_the_hint_of_the_framework_comes_before_the_rules_own() -> None:
    hints = {"flask": "use Flask-Caching", "": "keep it in Redis"}
    found = cast(
        "Project",
        SimpleNamespace(hint=lambda library, _: hints.get(library, hints[""]), reuse=lambda _: ""),
    )
    flask = state("route", "POST /login")
    other = flask._replace(entrance=flask.entrance._replace(library="bottle"))
    assert Rule().finding(found, flask).hint == "Use Flask-Caching"
    assert Rule().finding(found, other).hint == "Keep it elsewhere"
    assert OwnHint().finding(found, flask).hint == "Keep it elsewhere"


def test_a_finding_keeps_its_fingerprint_when_its_line_moves() -> None:
    found = cast("Project", SimpleNamespace(hint=lambda *_: None, reuse=lambda _: ""))
    here = state("route", "POST /login")
    there = here._replace(definition=here.definition._replace(line=99))
    assert Rule().finding(found, here).fingerprint == Rule().finding(found, there).fingerprint
    renamed = here._replace(definition=here.definition._replace(path="shop/accounts.py"))
    assert Rule().finding(found, here).fingerprint == Rule().finding(found, renamed).fingerprint
