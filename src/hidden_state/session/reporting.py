"""Take stock of a project: its states, who reaches them, what it takes to move them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hidden_state.reporters.relative import relative_path, relative_to
from hidden_state.session.examination import examine, is_within, keys_of
from hidden_state.session.report.assembly import assemble
from hidden_state.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hidden_state.config import Config
    from hidden_state.finding import Result
    from hidden_state.inventory import Application
    from hidden_state.session.flow import Progress

NOTHING = Survey((), (), (), (), (), {}, (), ())


def report(
    config: Config,
    targets: Sequence[Path] | None,
    folder: Path,
    progress: Progress | None = None,
    *,
    with_flows: bool = True,
) -> tuple[Application, Result]:
    """Return the report on TARGETS, files and folders of the project, and what it rests on.

    None means all of the project.  Paths are relative to FOLDER.  Flows, which are many, can be
    left out.
    """
    examination = examine(config, targets, None, progress, surveys=True)
    keys = keys_of(config, targets)
    survey = examination.survey or NOTHING
    visible = {number for number, entry in enumerate(survey.entries) if is_within(entry.path, keys)}
    seen = replace(
        survey,
        warm=tuple(item for item in survey.warm if is_within(item.path, keys)),
        shared=tuple(item for item in survey.shared if is_within(item.path, keys)),
    )
    result = relative_to(examination.result, config.root, folder)
    root = relative_path(config.root, folder)
    moved = seen if root == "." else _moved(seen, lambda path: f"{root}/{path}")
    application = assemble(config.root.name, root, result, moved, visible, with_flows=with_flows)
    return application, result


def _moved(survey: Survey, moved: Callable[[str], str]) -> Survey:
    """Return SURVEY with its paths MOVED."""
    return replace(
        survey,
        entries=tuple(replace(item, path=moved(item.path)) for item in survey.entries),
        paths=tuple(map(moved, survey.paths)),
        warm=tuple(replace(item, path=moved(item.path)) for item in survey.warm),
        shared=tuple(replace(item, path=moved(item.path)) for item in survey.shared),
        scales=tuple(replace(item, path=moved(item.path)) for item in survey.scales),
    )
