"""Why a thing that settings choose lives in one instance, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.project.resources.settled import Settled
    from hidden_state.project.resources.verdicts import Verdict


def reason(settled: Settled) -> str:
    """Return what decides: the value, the module that wins, the default, the environment."""
    verdict = settled.verdict
    told = f"`{verdict.value}`" if verdict.value else ""
    if verdict.left_out:
        out = _left_out(settled)
        told = f"{told}: {out}" if told and settled.decided else out
    elif settled.through and settled.through != verdict.value:
        told = f"{told} over `{settled.through}`".strip()
    if verdict.variable:
        told = f"{told}{_by_environment(settled, verdict)}"
    is_told = settled.source.is_plain or verdict.left_out or not settled.source.is_module
    return told if is_told else f"{told}, in force in {settled.source.name}"


def _left_out(settled: Settled) -> str:
    name = (settled.decided or settled.path).partition(".")[0]
    return f"`{name}` is left out of {settled.source.name}"


def _by_environment(settled: Settled, verdict: Verdict) -> str:
    """Return on which variable it depends, and where: at the line that gives another value."""
    setting = settled.setting
    if verdict.left_out and setting is not None:
        file = setting.span.path.rpartition("/")[2]
        return f" unless `{verdict.variable}` says otherwise, {file}:{setting.span.line}"
    return f" unless `{verdict.variable}` says otherwise"
