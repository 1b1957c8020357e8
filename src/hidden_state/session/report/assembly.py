"""The inventory of one project, put together from what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.inventory import Application, WarmState
from hidden_state.session.report.checklist import checklist_of
from hidden_state.session.report.entries import entries_of, flows_of, frameworks_of, shared_of
from hidden_state.session.report.plan import plan_of
from hidden_state.session.report.states import owners_of, states_of
from hidden_state.session.report.verdicts import on_application

if TYPE_CHECKING:
    from collections.abc import Collection

    from hidden_state.finding import Result
    from hidden_state.survey import Survey


def assemble(
    name: str,
    root: str,
    result: Result,
    survey: Survey,
    visible: Collection[int],
    *,
    with_flows: bool = True,
) -> Application:
    """Return what a report says of the project NAME at ROOT; all paths are relative alike.

    VISIBLE are the numbers of the entry points to tell of, whatever they reach.
    """
    scales = survey.scales
    states = states_of(result, scales)
    shared = shared_of(survey)
    entries = entries_of(survey, states, shared, visible)
    verdict, because = on_application(entries, states, shared)
    plan = tuple(plan_of(states, entries))
    order = {
        state: number for number, state in enumerate(name for step in plan for name in step.states)
    }
    urgent = sorted(states, key=lambda state: order.get(state.id, len(order)))
    return Application(
        name=name,
        root=root,
        verdict=verdict,
        because=because,
        files=result.files,
        frameworks=frameworks_of(survey),
        entries=entries,
        states=states,
        flows=tuple(flows_of(survey, states)) if with_flows else (),
        owners=tuple(owners_of(states, survey.shared)),
        warm=tuple(
            WarmState(symbol=item.symbol, what=item.what, path=item.path, line=item.line)
            for item in survey.warm
        ),
        shared=shared,
        scales=scales,
        checklist=tuple(checklist_of(urgent, shared, serves=bool(entries))),
        plan=plan,
    )
