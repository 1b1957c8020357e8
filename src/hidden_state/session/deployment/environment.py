"""What the files of a deployment say together of the environment."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hidden_state.project.settings.roles import rank
from hidden_state.scaling import Assigned
from hidden_state.session.deployment.files import COMPOSE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hidden_state.scaling import Deployment


def environment(deployed: Mapping[str, Deployment]) -> dict[str, Assigned]:
    """Return what each variable is set to by DEPLOYED, files by path, and where.

    The files nearest to production count, compose files last; where they differ, nobody knows.
    """
    found: dict[str, list[tuple[tuple[int, bool], Assigned]]] = defaultdict(list)
    for path, file in sorted(deployed.items()):
        near = (rank(path), COMPOSE.fullmatch(path.rpartition("/")[2].lower()) is not None)
        for item in file.variables:
            found[item.name].append((near, Assigned(path, item.line, item.value)))
    return {name: _agreed(several) for name, several in found.items()}


def _agreed(several: list[tuple[tuple[int, bool], Assigned]]) -> Assigned:
    best = min(near for near, _ in several)
    told = [item for near, item in several if near == best]
    if len({item.value for item in told}) == 1:
        return told[0]
    return Assigned(told[0].path, told[0].line, None)
