"""Inventories made up to a size, with every record that one may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from projects import finding

from hidden_state.finding import Definition, Finding, Write
from hidden_state.inventory import (
    Acceptance,
    Answer,
    Application,
    EntryPoint,
    Evidence,
    Flow,
    Inventory,
    Owner,
    PlanStep,
    Scale,
    SharedStore,
    SourceStep,
    State,
    WarmState,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.inventory import Stage

FAMILIES: tuple[tuple[str, str, Stage, str, str], ...] = (
    ("HS203", "session-store", "sessions", "SESSIONS", "redis"),
    ("HS302", "local-file", "uploads", "avatars/", "objects"),
    ("HS402", "instance-cache", "caches", "PRICES", "redis"),
    ("HS501", "in-process-queue", "files and queues", "JOBS", "broker"),
    ("HS101", "global-state", "rest", "COUNTERS", "database"),
    ("HS601", "connection-state", "rest", "ROOMS", "redis"),
    ("HS801", "process-identity", "rest", "SECRET", "settings"),
)
"""Code, category, stage, symbol, owner."""

OWNERS = (
    Owner(id="redis", name="Redis", cost="about half a millisecond a look-up", reuse="`cache`"),
    Owner(id="objects", name="Object storage", cost="tens of milliseconds a file"),
    Owner(id="broker", name="A broker", cost="a few milliseconds a message"),
    Owner(id="database", name="The database", cost="a few milliseconds a query"),
    Owner(id="settings", name="The environment", cost="nothing"),
)

SCALE = Scale(
    id="scale", kind="many workers", path="Procfile", line=1, text="gunicorn --workers 4", count=4
)


def inventory(*applications: Application) -> Inventory:
    """Return an inventory of APPLICATIONS."""
    return Inventory(version=1, applications=applications)


def application(states: int = 5, entries: int = 8, name: str = "shop") -> Application:
    """Return an application with so many STATES and ENTRIES, in files of some twenty each."""
    flows = tuple(_flows(states, entries))
    reached: dict[str, list[str]] = {}
    for flow in flows:
        reached.setdefault(flow.entry, []).append(flow.state)
    made = tuple(_state(number) for number in range(states))
    return Application(
        name=name,
        root=".",
        verdict="hidden state" if states else "stateless",
        because="`SESSIONS` and others live in one process"
        if states
        else "nothing outlives a request",
        files=12,
        frameworks=("Flask",),
        entries=tuple(
            _entry(number, tuple(reached.get(f"e{number}", ()))) for number in range(entries)
        ),
        states=made,
        flows=flows,
        owners=OWNERS if states else (),
        warm=(WarmState(symbol="MODEL", what="a model of 2 GB", path="shop/model.py", line=4),),
        shared=(SharedStore(id="db", symbol="db", what="a database", path="shop/db.py", line=3),),
        scales=(SCALE,),
        checklist=tuple(_checklist(made)),
        plan=tuple(_plan(made)),
    )


def _entry(number: int, states: tuple[str, ...]) -> EntryPoint:
    return EntryPoint(
        id=f"e{number}",
        kind="route",
        name=f"{('GET', 'POST')[number % 2]} /area{number // 20}/thing{number}",
        path=f"shop/area{number // 20}/views.py",
        line=10 + number % 20 * 8,
        verdict="hidden state" if states else "stateless",
        states=states,
    )


def _state(number: int) -> State:
    code, category, stage, symbol, owner = FAMILIES[number % len(FAMILIES)]
    path, line = f"shop/area{number // 20}/store.py", 5 + number % 20
    is_accepted = number % 11 == 3
    return State(
        id=f"s{number}",
        what="a dictionary of the module",
        lives="disk" if category == "local-file" else "memory",
        finding=_finding(code, category, f"{symbol}{number or ''}", path, line, number),
        owner=owner,
        stage=stage,
        acceptance=Acceptance(by="comment", path=path, line=line, reason="rebuilt in a second")
        if is_accepted
        else None,
        broken_by=("scale",) if number % 3 == 0 else (),
    )


def _finding(  # each is told apart in a test
    code: str, category: str, symbol: str, path: str, line: int, number: int
) -> Finding:
    return replace(
        finding(code, path, line, f"`{symbol}` is written while serving `POST /thing{number}`"),
        category=category,
        symbol=symbol,
        confidence="likely" if number % 5 == 4 else "certain",
        fingerprint=f"{number:032x}",
        definition=Definition(path=path, line=line),
        writes=(Write(path=path, line=line + 30, column=5, how="item assignment"),),
    )


def _flows(states: int, entries: int) -> Iterator[Flow]:
    """Yield two or three flows a state; every seventh state has none."""
    for number in range(states if entries else 0):
        if number % 7 == 6:
            continue
        starts = sorted({(number + offset) % entries for offset in (0, 3, number % 13)})
        for start in starts:
            yield Flow(
                entry=f"e{start}", state=f"s{number}", how="writes", steps=_steps(start, number)
            )


def _steps(start: int, number: int) -> tuple[SourceStep, ...]:
    views, store = f"shop/area{start // 20}/views.py", f"shop/area{number // 20}/store.py"
    line = 12 + start % 20 * 8
    return (
        SourceStep(
            path=views,
            line=line,
            function=f"views.thing{start}",
            source=f"remember(item, {number})",
        ),
        SourceStep(
            path=store,
            line=35 + number % 20,
            function="store.remember",
            source="    STORE[key] = item",
        ),
    )


def _checklist(states: tuple[State, ...]) -> Iterator[Answer]:
    disk = [state for state in states if state.lives == "disk"]
    yield Answer(
        key="local-data",
        question="Does it store data locally that must survive a restart?",
        reply="yes" if disk else "no",
        is_good=not disk,
        because="files are written to local disk" if disk else "no file is written",
        evidence=tuple(
            Evidence(
                path=state.finding.path,
                line=state.finding.line,
                text=f"`{state.finding.symbol}` is kept on disk",
                state=state.id,
            )
            for state in disk
        ),
    )
    yield Answer(
        key="versions",
        question="Can two versions run side by side?",
        reply="unknown",
        is_good=False,
        because="no format that they share was found",
    )


def _plan(states: tuple[State, ...]) -> Iterator[PlanStep]:
    titles: dict[Stage, str] = {
        "sessions": "Move sessions to Redis",
        "uploads": "Move uploads to object storage",
        "caches": "Share or bound the caches",
        "files and queues": "Give work a broker",
        "rest": "Move the rest",
    }
    for stage, title in titles.items():
        moved = tuple(
            state.id for state in states if state.stage == stage and state.acceptance is None
        )
        if moved:
            yield PlanStep(stage=stage, title=title, why="users notice it first", states=moved)
