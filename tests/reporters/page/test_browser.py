"""The page in headless Chromium; skipped where there is no browser."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from inventories import application, inventory
from msgspec.structs import replace

from hidden_state.cli import main
from hidden_state.reporters.page import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
SAMPLE = Path(__file__).parents[3] / "examples" / "shop"
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-gpu"]
NASTY = f"<img src=x onerror=alert(1)></script>{80 * 'long'}"
NAMED = {"button", "link", "checkbox", "combobox", "searchbox", "region", "table", "heading"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *as_root])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages on disk: small, large, of two applications, with names that mean something in HTML."""
    small = application(5)
    odd = replace(
        small,
        name=NASTY,
        entries=tuple(replace(entry, name=f"GET /{NASTY}") for entry in small.entries),
        states=tuple(
            replace(state, finding=replace(state.finding, symbol=NASTY)) for state in small.states
        ),
    )
    made = {
        "small": inventory(small),
        "large": inventory(application(500, 300)),
        "two": inventory(small, application(30, 12, name="second")),
        "odd": inventory(odd),
        "empty": inventory(application(0, 0)),
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, content in made.items():
        (folder / f"{name}.html").write_text(render(content), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


class Opened:
    """A page that was opened, and what it complained about."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(file.as_uri())


@pytest.fixture
def show(browser: Browser, pages: dict[str, Path]) -> Iterator[Any]:
    """Opens one of the pages; in the end, none may have complained or asked the network."""
    opened: list[Opened] = []

    def show(name: str | Path, **options: Any) -> Page:
        page = browser.new_page(**options)
        opened.append(Opened(page, pages[name] if isinstance(name, str) else name))
        return page

    yield show
    for one in opened:
        assert one.complaints == []
        assert len(one.requests) == 1
        one.page.context.close()


def test_the_page_of_the_command(show: Any, tmp_path: Path) -> None:
    file = tmp_path / "shop.html"
    assert main(["report", "--format", f"html={file}", str(SAMPLE)]) == 0
    page = show(file, viewport={"width": 1440, "height": 900})
    assert page.get_by_role("heading", level=2).first.inner_text() == SAMPLE.name
    page.locator(".lane-states .node:not([aria-expanded])").first.click()
    assert page.locator(".panel .chain").first.is_visible()


@pytest.mark.parametrize(
    ("name", "width"),
    [("small", 360), ("large", 360), ("odd", 360), ("two", 768), ("odd", 768), ("empty", 1440)],
)
def test_nothing_is_wider_than_the_screen(show: Any, name: str, width: int) -> None:
    page = show(name, viewport={"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_arrow_opens_its_chain(show: Any) -> None:
    page = show("small", viewport={"width": 1440, "height": 900})
    arrow = page.get_by_role("button", name="GET /area0/thing0 to SESSIONS: 1 way")
    arrow.dispatch_event("click")
    panel = page.get_by_role("complementary", name="What is selected")
    assert panel.get_by_role("heading").first.inner_text() == "GET /area0/thing0 → SESSIONS"
    assert "shop/area0/views.py:12" in panel.inner_text()
    assert "remember(item, 0)" in panel.inner_text()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("POST /area0/thing3", "Reaches 2 states"),
        ("SESSIONSbreaks already", "Reached from 2 entry points"),
        ("Redis", "Should hold 2 states"),
    ],
)
def test_each_thing_opens_what_it_has(show: Any, name: str, words: str) -> None:
    page = show("small", viewport={"width": 1440, "height": 900})
    page.locator(".node").filter(has_text=name).first.click()
    assert words in page.locator(".panel").inner_text()
    page.get_by_role("button", name="Close").click()
    assert page.locator(".panel").is_hidden()


def test_the_picture_works_by_keyboard(show: Any) -> None:
    page = show("small", viewport={"width": 1440, "height": 900})
    page.get_by_role("button", name="Show all").focus()
    page.keyboard.press("Tab")
    assert "GET /area0/thing0" in _focused(page)
    page.keyboard.press("ArrowRight")
    assert _focused(page) == "GET /area0/thing0 to SESSIONS: 1 way"
    page.keyboard.press("ArrowDown")
    assert _focused(page) == "GET /area0/thing0 to COUNTERS4: 1 way"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert _focused(page) == "GET /area0/thing0 → SESSIONS"
    page.keyboard.press("Escape")
    assert _focused(page) == "GET /area0/thing0 to SESSIONS: 1 way"
    page.keyboard.press("ArrowRight")
    assert _focused(page).startswith("SESSIONS")
    page.keyboard.press("End")
    assert _focused(page).startswith("JOBS3")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert _focused(page).startswith("A broker")
    page.keyboard.press("Enter")
    assert _focused(page) == "A broker"
    page.locator(".filters [name=search]").focus()
    page.keyboard.press("Escape")
    assert page.locator(".panel").is_hidden()


def test_the_first_tab_leads_past_the_header(show: Any) -> None:
    page = show("small")
    page.keyboard.press("Tab")
    assert _focused(page) == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize(
    ("act", "left"),
    [
        (lambda page: _field(page, "checkbox", "Sessions").uncheck(), 4),
        (lambda page: page.get_by_label("Search").fill("prices"), 1),
        (lambda page: page.get_by_label("Search").fill("thing0"), 2),
        (lambda page: page.get_by_label("Search").fill("no such words"), 0),
        (lambda page: _field(page, "combobox", "Confidence").select_option("likely"), 1),
        (lambda page: _field(page, "combobox", "Accepted").select_option("not accepted"), 4),
        (
            lambda page: _field(page, "combobox", "Entry point").select_option("GET /area0/thing0"),
            2,
        ),
        (lambda page: _field(page, "combobox", "File").select_option("shop/area0/store.py"), 5),
    ],
    ids=["family", "name", "entry", "none", "confidence", "accepted", "entry-point", "file"],
)
def test_filters_leave_what_they_say(show: Any, act: Any, left: int) -> None:
    page = show("small", viewport={"width": 1440, "height": 900})
    act(page)
    assert page.locator(".lane-states .node").count() == left
    assert page.locator(".card:visible").count() == left
    assert page.get_by_role("status").inner_text().startswith(f"{left} of 5 states")
    page.get_by_role("button", name="Show all").click()
    playwright.expect(page.locator(".lane-states .node")).to_have_count(5)


def test_many_are_grouped_and_groups_open(show: Any) -> None:
    page = show("large", viewport={"width": 1440, "height": 900})
    assert page.locator(".node").count() < 100
    group = page.get_by_role("button", name="Sessions 72 states")
    assert group.get_attribute("aria-expanded") == "false"
    rows = page.locator(".lane-states .node").count()
    group.click()
    assert group.get_attribute("aria-expanded") == "true"
    assert page.locator(".lane-states .node").count() > rows
    group.press("Enter")
    assert page.locator(".lane-states .node").count() == rows
    page.get_by_label("Search").fill("SESSIONS490")
    assert page.locator(".lane-states .node").count() == 1


def test_a_link_unfolds_the_state(show: Any) -> None:
    page = show("small")
    card = page.locator("#app0-state0")
    assert card.get_attribute("open") is None
    page.get_by_label("Search").fill("prices")
    page.get_by_role("link", name="SESSIONS").first.click()
    playwright.expect(card).to_have_attribute("open", "")
    assert card.is_visible()
    card.locator(".others summary").first.click()
    playwright.expect(card.locator(".others")).to_contain_text("remember(item, 0)")


def test_names_are_text(show: Any) -> None:
    page = show("odd", viewport={"width": 1440, "height": 900})
    assert page.locator("img").count() == 0
    assert page.get_by_role("heading", level=2).first.inner_text() == NASTY
    page.locator(".lane-states .node").first.click()
    assert NASTY in page.locator(".panel").inner_text()


def test_each_application_has_its_own_picture(show: Any) -> None:
    page = show("two", viewport={"width": 1440, "height": 900})
    page.get_by_label("Search").nth(1).fill("no such words")
    assert page.locator("#app0 .lane-states .node").count() == 5
    assert page.locator("#app1 .lane-states .node").count() == 0


def test_all_is_unfolded_in_print(show: Any) -> None:
    page = show("small")
    page.get_by_label("Search").fill("prices")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".card[open]:visible").count() == 5
    assert page.locator(".filters").is_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".card[open]").count() == 0


def test_all_is_there_without_the_script(show: Any) -> None:
    page = show("small", java_script_enabled=False)
    assert page.locator(".card .message:visible").count() == 5
    assert page.locator(".filters").is_hidden()
    assert page.get_by_text("need JavaScript").is_visible()


def test_the_picture_is_a_list_on_a_phone(show: Any) -> None:
    page = show("small", viewport={"width": 360, "height": 740})
    assert page.locator(".gap").first.is_hidden()
    lanes = [
        page.locator(f".lane-{name}").bounding_box() for name in ("entries", "states", "owners")
    ]
    tops = [lane["y"] for lane in lanes if lane]
    assert tops == sorted(tops)
    assert len(set(tops)) == len(lanes)
    page.locator(".lane-states .node").first.click()
    assert page.locator(".panel .chain").first.is_visible()
    page.get_by_role("link", name="What breaks when").click()
    assert page.locator(".panel").is_hidden()
    playwright.expect(page.locator("#app0-state0 .message")).to_be_in_viewport()


@pytest.mark.parametrize("name", ["small", "odd", "empty"])
def test_all_that_can_be_reached_has_a_name(show: Any, name: str) -> None:
    page = show(name, viewport={"width": 1440, "height": 900})
    if name != "empty":
        page.locator(".lane-states .node").first.click()
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    nodes = [node for node in tree["nodes"] if not node["ignored"]]
    nameless = [
        node["role"]["value"]
        for node in nodes
        if node["role"]["value"] in NAMED and not node.get("name", {}).get("value")
    ]
    assert nameless == []
    assert {"banner", "main", "contentinfo", "heading"} <= {node["role"]["value"] for node in nodes}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_the_paper(show: Any, scheme: str) -> None:
    page = show("small", color_scheme=scheme)
    for name in ("ink", "muted", "link", "good", "shared", "decision", "bad"):
        for paper in ("paper", "surface", "faint"):
            assert _contrast(_colour(page, name), _colour(page, paper)) >= 4.5, (name, paper)


def _field(page: Page, role: Literal["checkbox", "combobox"], name: str) -> Locator:
    """Return the first field of the filters with ROLE whose name begins so."""
    return page.locator(".filters").get_by_role(role, name=name).first


def _focused(page: Page) -> str:
    """Return the name of what has the focus."""
    label = "(element) => element.getAttribute('aria-label') || element.innerText"
    return str(page.locator(":focus").evaluate(label)).replace("\n", " ")


def _colour(page: Page, name: str) -> tuple[int, ...]:
    value = f"getComputedStyle(document.documentElement).getPropertyValue('--{name}')"
    text = str(page.evaluate(value)).strip()
    return tuple(int(text[start : start + 2], 16) for start in (1, 3, 5))


def _contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the ratio of two colours' luminance, as WCAG counts it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: tuple[int, ...]) -> float:
    parts = [part / 255 for part in colour]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
