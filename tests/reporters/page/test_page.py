from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inventories import application, inventory
from msgspec.structs import replace

from hidden_state.reporters.page import render
from hidden_state.reporters.page.document import marked
from hidden_state.reporters.page.families import NAMES, family_of

if TYPE_CHECKING:
    from hidden_state.inventory import Application, Inventory

VOID = {"meta", "input", "link", "br"}
NASTY = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&`<!--\u202e\u2028\x00\ud800"
)


class Page(HTMLParser):
    """The elements of a page: their tags and attributes, their texts, and what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.problems: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        inside = self.open[-1] if self.open else ""
        (self.scripts if inside in {"script", "style"} else self.texts).append(data)

    @property
    def text(self) -> str:
        """Return the texts as they are read, without the space around and in them."""
        return bare("".join(self.texts))

    def values(self, name: str) -> list[str]:
        return [value for _, given in self.elements if (value := given.get(name))]


def bare(text: str) -> str:
    return "".join(text.split())


def nasty(app: Application) -> Application:
    """Return APP with names that mean something in HTML."""
    entries = tuple(replace(entry, name=NASTY, path=f"{NASTY}.py") for entry in app.entries)
    states = tuple(
        replace(state, what=NASTY, finding=replace(state.finding, symbol=NASTY, message=NASTY))
        for state in app.states
    )
    flows = tuple(
        replace(flow, how=NASTY, steps=tuple(replace(step, source=NASTY) for step in flow.steps))
        for flow in app.flows
    )
    return replace(app, name=NASTY, because=NASTY, entries=entries, states=states, flows=flows)


def data_of(text: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize(
    "made",
    [
        inventory(application(5)),
        inventory(application(60, 40)),
        inventory(application(0)),
        inventory(application(0, 0)),
        inventory(application(3, 0)),
        inventory(application(5), application(8, name="second")),
        inventory(),
        inventory(nasty(application(9))),
    ],
    ids=["some", "many", "stateless", "nothing", "no-entry", "two", "no-application", "nasty"],
)
def test_page_is_well_formed(made: Inventory) -> None:
    page = Page(render(made))
    assert page.problems == []
    assert page.open == []
    ids = page.values("id")
    assert sorted(set(ids)) == sorted(ids)
    targets = {value for value in page.values("href") if value.startswith("#")}
    assert targets | {f"#{value}" for value in page.values("aria-labelledby")} <= {
        f"#{value}" for value in ids
    }


def test_every_table_has_a_caption() -> None:
    tags = [tag for tag, _ in Page(render(inventory(application(5)))).elements]
    assert tags.count("table") == tags.count("caption") > 0


def test_page_needs_nothing_from_elsewhere() -> None:
    page = Page(render(inventory(application(5))))
    assert page.values("src") == []
    assert [value for value in page.values("href") if not value.startswith("#")] == []
    assert "url(" not in "".join(page.scripts)
    assert "@import" not in "".join(page.scripts)


def test_only_our_own_style_and_script_are_heeded() -> None:
    text = render(inventory(nasty(application(5))))
    (policy,) = (
        given["content"] or ""
        for _, given in Page(text).elements
        if given.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        (inline,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_attributes_that_the_policy_forbids_are_not_used() -> None:
    for _, attributes in Page(render(inventory(application(20)))).elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


@settings(max_examples=10, deadline=None)
@given(st.text(min_size=1))
def test_no_name_changes_the_structure(name: str) -> None:
    app = application(2, 2)
    entries = tuple(replace(entry, name=name) for entry in app.entries)
    states = tuple(
        replace(state, finding=replace(state.finding, symbol=name)) for state in app.states
    )
    plain, odd = (
        [tag for tag, _ in Page(render(inventory(made))).elements]
        for made in (app, replace(app, entries=entries, states=states))
    )
    assert odd == plain


def test_data_cannot_break_out_and_arrives_whole() -> None:
    text = render(inventory(nasty(application(5))))
    assert "<script>alert" not in text
    assert "<img" not in text
    (app,) = data_of(text)
    assert app["entries"][0]["name"] == NASTY
    assert app["calls"][0][3] == NASTY


def test_text_that_is_no_text_can_be_written() -> None:
    assert render(inventory(nasty(application(1)))).encode("utf-8")


def test_text_is_there_without_the_script() -> None:
    text = Page(render(inventory(application(14)))).text
    for words in (
        "SESSIONS and others live in one process",
        "5 states break already: many workers (4), Procfile:1 gunicorn --workers 4",
        "Move sessions to Redis 2 states",
        "Does it store data locally that must survive a restart? ✕ yes",
        "Breaks already: many workers (4), Procfile:1 gunicorn --workers 4",
        "Accepted by a comment, shop/area0/store.py:8: rebuilt in a second",
        "On scale-out A When an instance is lost B In a rolling deploy C After a rollback D",
        "Should live in Redis What that costs About half a millisecond a look-up",
        "views.thing0 shop/area0/views.py:12 remember(item, 0)",
        "GET /area0/thing0",
        "a model of 2 GB",
        "a database",
    ):
        assert bare(words) in text


def test_every_entry_point_that_reaches_a_state_is_named_at_it() -> None:
    app = application(30, 12)
    text = render(inventory(app))
    for number, state in enumerate(app.states):
        card = text.split(f'id="app0-state{number}"')[1].split("</details>")[0]
        names = {flow.entry for flow in app.flows if flow.state == state.id}
        entries = [entry for entry in app.entries if entry.id in names]
        assert all(f"<code>{entry.name}</code>" in card for entry in entries)


def test_states_stand_in_the_order_of_the_plan() -> None:
    app = application(20)
    last_first = tuple(replace(step, states=step.states[::-1]) for step in app.plan[::-1])
    (data,) = data_of(render(inventory(replace(app, plan=last_first))))
    planned = [state for step in last_first for state in step.states]
    assert [state["id"] for state in data["states"] if state["id"] in planned] == planned
    assert len(data["states"]) == len(app.states)


def test_what_refers_to_nothing_is_left_out() -> None:
    app = application(5)
    states = tuple(replace(state, owner="gone", broken_by=("gone",)) for state in app.states)
    flows = tuple(replace(flow, entry="gone") for flow in app.flows)
    step = replace(app.plan[0], states=("gone",))
    page = Page(render(inventory(replace(app, states=states, flows=flows, plan=(step,)))))
    assert bare("Breaks already") not in page.text
    assert bare("Reached from") not in page.text


def test_a_call_of_many_flows_is_told_once() -> None:
    (data,) = data_of(render(inventory(application(60, 40))))
    assert len({tuple(call) for call in data["calls"]}) == len(data["calls"])


def test_warnings_are_shown() -> None:
    made = replace(inventory(), warnings=("`a.py` was left out",))
    assert bare("a.py was left out") in Page(render(made)).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`a` and `<b>`", "<code>a</code> and <code>&lt;b&gt;</code>"),
        ("an odd ` and <b>", "an odd ` and &lt;b&gt;"),
        ("", ""),
    ],
)
def test_backticks_become_code(text: str, expected: str) -> None:
    assert str(marked(text)) == expected


def test_families_have_colours() -> None:
    style = files("hidden_state.reporters.page").joinpath("page.css").read_text("utf-8")
    for colour in (*NAMES, family_of("of <another>").colour):
        assert f".family-{colour} {{ --family: var(--{colour}); }}" in style
        assert style.count(f"--{colour}: #") == 2  # in the light and in the dark
    assert family_of("of <another>").name == "Of <another>"
    assert family_of("").name == "Other"


def test_drawing_library_is_what_was_bundled() -> None:
    folder = files("hidden_state.reporters.page").joinpath("drawing")
    record = json.loads(folder.joinpath("drawing.json").read_text("utf-8"))
    bundle = folder.joinpath("drawing.min.js").read_bytes()
    assert hashlib.sha256(bundle).hexdigest() == record["sha256"]
    licence = folder.joinpath("LICENSE.txt").read_text("utf-8")
    for name, version in record["modules"].items():
        assert f"{name} {version}\n" in licence
    assert licence.count("Permission to use, copy, modify") == len(record["modules"])
    assert "Mike Bostock" in render(inventory())
