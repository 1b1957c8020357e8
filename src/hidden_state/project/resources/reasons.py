"""Why a thing that settings choose lives in one instance, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hidden_state.project.resources.settled import Settled
    from hidden_state.scaling import Assigned


def reason(settled: Settled, environment: Mapping[str, Assigned]) -> str:
    """Return what decides: the value, the module that wins, the default, the ENVIRONMENT."""
    verdict = settled.verdict
    told = f"`{verdict.value}`" if verdict.value else ""
    if verdict.left_out:
        out = _left_out(settled)
        told = f"{told}: {out}" if told and settled.decided else out
    elif settled.through and settled.through != verdict.value:
        told = f"{told} over `{settled.through}`".strip()
    if verdict.variable:
        told = f"{told}{_by_environment(settled, environment.get(verdict.variable))}"
    is_told = settled.source.is_plain or verdict.left_out or not settled.source.is_module
    return told if is_told else f"{told}, in force in {settled.source.name}"


def _left_out(settled: Settled) -> str:
    name = (settled.decided or settled.path).partition(".")[0]
    return f"`{name}` is left out of {settled.source.name}"


def _by_environment(settled: Settled, told: Assigned | None) -> str:
    """Return on which variable it depends, and where: at the line that gives another value."""
    variable, setting = settled.verdict.variable, settled.setting
    if told is not None:
        return f": `{variable}` is set so, {told.path}:{told.line}"
    if settled.verdict.left_out and setting is not None:
        file = setting.span.path.rpartition("/")[2]
        return f" unless `{variable}` says otherwise, {file}:{setting.span.line}"
    return f" unless `{variable}` says otherwise"
