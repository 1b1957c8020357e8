"""Which of several settings modules holds in production."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.settings.roles import NEUTRAL, OFF, is_aside, rank

if TYPE_CHECKING:
    from collections.abc import Callable

    from hidden_state.project.program import Program
    from hidden_state.project.records import ScopeId
    from hidden_state.project.settings.families import Family


def winners(
    program: Program, family: Family, is_whole: Callable[[ScopeId], bool]
) -> tuple[ScopeId, ...]:
    """Return the settings that serve: production's, else those that the start files name.

    IS_WHOLE says whether a module or class has what settings need to have.

    Nothing is returned where all are for development and tests, or where the server's start file
    names such, so that what production has is kept elsewhere.
    """
    whole = [at for at in family.members if is_whole(at)]
    ranks = {at: rank(own_name(program, at)) for at in whole}
    best = min(ranks.values(), default=OFF)
    if best < NEUTRAL:
        live = [at for at in whole if ranks[at] == best]
        return _preferred(live, family)
    neutral = [at for at in whole if ranks[at] == NEUTRAL]
    named = [at for at in family.named if ranks.get(at) == NEUTRAL]
    if named:
        return (named[0],)
    if family.served and all(is_for_developers(program, at) for at in family.served):
        return ()
    return _preferred(neutral, family)


def own_name(program: Program, at: ScopeId) -> str:
    """Return the name that tells a settings module or class from its siblings."""
    if at.scope:
        return program.scope(at).name
    parts = program.modules.parts[at.file]
    return parts[-1] if parts else ""


def is_for_developers(program: Program, at: ScopeId) -> bool:
    """Whether a module or class, by its name or that of its file, is for development and tests."""
    parts = program.modules.parts[at.file]
    is_off = bool(parts) and rank(parts[-1]) == OFF
    scope = program.scope(at)
    is_class_off = scope.kind == "class" and rank(scope.name) == OFF
    return is_off or is_class_off or is_aside(program.paths[at.file])


def _preferred(members: list[ScopeId], family: Family) -> tuple[ScopeId, ...]:
    """Return the first that a start file names, else those of which nothing is taken over."""
    for at in family.named:
        if at in members:
            return (at,)
    return tuple(at for at in members if at not in family.taken) or tuple(members)
