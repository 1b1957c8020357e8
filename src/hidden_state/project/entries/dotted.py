"""Functions and classes of the project that a text names: `shop.tasks.send`, `jobs:tick`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.records import ScopeId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import Ref


def is_dotted(text: str) -> bool:
    """Whether a text can be the name of something in a module."""
    steps = text.replace(":", ".").split(".")
    return len(steps) > 1 and all(step.isidentifier() for step in steps)


def named(evaluator: Evaluator, text: str, file: int) -> Iterator[Ref]:
    """Yield what TEXT names, seen from FILE; nothing if that is outside of the project."""
    if not is_dotted(text):
        return
    module, _, member = text.replace(":", ".").rpartition(".")
    target = evaluator.program.modules.absolute(module, file)
    if target >= 0:
        yield from evaluator.name(ScopeId(target, 0), member)
