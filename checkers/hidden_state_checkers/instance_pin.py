"""HS902: The deployment is pinned to one worker, or each client to one instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences, Definition, Finding
from hidden_state.fingerprints import fingerprint
from hidden_state_checkers._evidence import KEPT, has_cache_word, is_filled_on_miss

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hidden_state.project import Holding, Project, Span, State
    from hidden_state.scaling import Scaling

BOUND = frozenset(
    {
        "session",
        "socket server",
        "scheduler",
        "loop",
        "queue",
        "signal",
        "limit",
        "broker",
        "secret",
    }
)
"""Kinds of what goes wrong with a second process, as against what is merely kept twice."""


class InstancePin(Checker):
    """The deployment is pinned to one worker, or each client to one instance.

    `workers=1` and sticky sessions hide state that lives in one process; they
    do not remove it. One worker is all the load that can be taken, it is down
    at every deployment and crash, and what it holds is gone. A sticky client
    loses its state with its instance, load is spread badly, and no instance
    can be drained. Take it as a bridge, not as the destination: accept it with
    a day, `# stateful[HS902] until 2027-03-31: ...`, and move the state.

    It is also found outside Python: Procfiles, Dockerfiles, start scripts,
    units of systemd, supervisor and uWSGI, compose files, Kubernetes manifests,
    nginx, HAProxy, Caddy, Apache, Traefik. A comment there accepts it too.

    Bad:

        import uvicorn
        from fastapi import FastAPI

        app = FastAPI()
        ROOMS = {}  # stateful[HS]: one worker only, see below

        @app.post("/join/{room}")
        def join(room: str, name: str):
            ROOMS.setdefault(room, []).append(name)

        if __name__ == "__main__":
            uvicorn.run("app:app", workers=1)

    Good:

        import uvicorn
        from fastapi import FastAPI
        from redis import Redis

        app = FastAPI()
        redis = Redis()

        @app.post("/join/{room}")
        def join(room: str, name: str):
            redis.sadd(room, name)

        if __name__ == "__main__":
            uvicorn.run("app:app", workers=4)

    Flask:

        # gunicorn --workers 4 app:app
        from flask import Flask
        from redis import Redis

        app = Flask(__name__)
        redis = Redis(host="cache")

        @app.post("/join/<room>/<name>")
        def join(room, name):
            redis.sadd(room, name)
            return "ok"

    Django:

        # gunicorn --workers 4 shop.wsgi
        from django.http import HttpResponse
        from django.urls import path
        from shop.models import Member

        def join(request, room, name):
            Member.objects.get_or_create(room=room, name=name)
            return HttpResponse("ok")

        urlpatterns = [path("join/<room>/<name>", join)]

    Not reported:

        One worker where nothing in memory goes wrong with a second one, as
        containers have it; where there are several replicas of it; a default
        that the environment replaces (`${WORKERS:-1}`); one replica that
        nothing explains (a comment, `strategy: Recreate`); caches, which are
        merely kept twice; files for development and tests; templates, which
        are no YAML before they are filled in; Terraform.

    Limits:

        Pins in places that no file of the repository shows (a console of the
        platform, Helm values filled in elsewhere) are not seen. What the pin
        protects is what the other rules find: a state that they miss leaves
        the pin unreported.
    """

    code = "HS902"
    name = "instance-pin"
    category = "version-coupling"
    consequences = Consequences(
        scale_out="a second worker or replica contradicts the first",
        instance_loss="everything is down until it is back, and what it held is gone",
        rolling_deploy="nobody is served for a moment, or two versions disagree for a while",
        rollback="as a deployment",
    )

    def check(self, project: Project) -> Iterator[Finding]:
        """Yield the pins that hide state, and what makes clients stick to instances."""
        if not project.serves:
            return
        kinds = {scaling.kind for scaling in project.scalings}
        for scaling in project.scalings:
            held = _held(project, scaling)
            if scaling.kind == "sticky sessions":
                yield _finding(scaling, _sticky(scaling, held), held)
            elif held and "many replicas" not in kinds and _is_pin(scaling):
                yield _finding(scaling, _pinned(scaling, held), held)


def _is_pin(scaling: Scaling) -> bool:
    return scaling.kind == "one worker" or (scaling.kind == "one replica" and bool(scaling.why))


def _held(project: Project, scaling: Scaling) -> list[State | Holding]:
    """Return what the application of a pin keeps in memory, what is proved best first."""
    folder = project.folder_of(scaling)
    held: list[State | Holding] = [
        *(state for state in project.states if _is_bound(state)),
        *(item for item in project.holdings if item.kind in BOUND and item.lives == "memory"),
    ]
    found = [item for item in held if item.definition.path.startswith(folder)]
    return sorted(found, key=_rank)


def _rank(item: State | Holding) -> tuple[bool, bool, Span]:
    """Return what the items that a pin protects are sorted by: what is sure, and moves, first."""
    return (item.confidence != "certain", item.kind == "secret", item.definition)


def _is_bound(state: State) -> bool:
    """Whether a state is more than a cache, and is kept where programs keep things."""
    return (
        state.kind in KEPT
        and state.confidence != "possible"
        and not is_filled_on_miss(state)
        and not has_cache_word(state)
    )


def _pinned(scaling: Scaling, held: Sequence[State | Holding]) -> str:
    what = "process" if scaling.kind == "one worker" else "replica"
    return (
        f"`{scaling.symbol}` keeps the application in one {what}, in whose memory"
        f" {_named(held)}: a second one would contradict it"
    )


def _sticky(scaling: Scaling, held: Sequence[State | Holding]) -> str:
    kept = f", in whose memory {_named(held)}" if held else ""
    return (
        f"`{scaling.symbol}` sends a client to the same instance each time{kept}:"
        " what the client has there is gone with the instance"
    )


def _named(held: Sequence[State | Holding]) -> str:
    """Return the first of what is HELD with its place, and how many more there are."""
    first, more = held[0], len(held) - 1
    place = f"`{first.symbol}` ({first.definition.path}:{first.definition.line})"
    verb = "live" if more else "lives"
    return f"{place}{f' and {more} more' if more else ''} {verb}"


def _finding(scaling: Scaling, message: str, held: Sequence[State | Holding]) -> Finding:
    first = f"Move `{held[0].symbol}` to a shared store" if held else "Find out what needs it"
    rest = " and the rest" if len(held) > 1 else ""
    return Finding(
        path=scaling.path,
        line=scaling.line,
        column=scaling.column,
        end_line=scaling.line,
        end_column=scaling.end_column,
        code=InstancePin.code,
        rule=InstancePin.name,
        category=InstancePin.category,
        symbol=scaling.symbol,
        confidence=held[0].confidence if held else "certain",
        message=message,
        hint=f"{first}{rest}, then remove the pin: it is a bridge and not a destination",
        fixable=False,
        fingerprint=fingerprint(InstancePin.code, scaling.symbol, scaling.path),
        definition=Definition(path=scaling.path, line=scaling.line),
        writes=(),
        entry=None,
        chain=(),
        consequences=InstancePin.consequences,
    )
