"""Files that serving removes, and that no line of the project is seen to write."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hidden_state.project.files import text as texts
from hidden_state.project.files.grouping import MARKS, SCRATCH, Group
from hidden_state.project.files.scratch import FOLDERS
from hidden_state.project.records import ExternalInstance, ExternalValue, ScopeId
from hidden_state.project.sites import last_part
from hidden_state.words import words_in

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from hidden_state.facts import Call, ExprUnion
    from hidden_state.project.files.touches import Touch, Touches
    from hidden_state.project.linked import Linked

LOOKS = frozenset(
    "exists lexists isfile is_file isdir is_dir islink is_symlink getsize getmtime getctime stat "
    "access samefile basename splitext split str repr print len isabs startswith endswith append "
    "add debug info warning error exception critical log flash".split()
)
"""Last names of calls that only look at a path, or tell of it."""


class Removals:
    """Finds them: what a folder lists, or a request names, was there before."""

    def __init__(self, linked: Linked, touches: Touches, found: Sequence[Touch]) -> None:
        """Take the linked project, and everything that serving does to files."""
        self._linked = linked
        self._program = linked.evaluator.program
        self._touches = touches
        self._found = found
        self._known = {(touch.found.at, touch.found.number) for touch in found}

    def all(self, keys: Iterable[str]) -> Iterator[Group]:
        """Yield what is removed, one group a folder, apart from the states under KEYS."""
        taken = tuple(keys)
        groups: dict[str, list[Touch]] = defaultdict(list)
        for touch in self._found:
            key = touch.key
            if (
                touch.found.does == "delete"
                and touch.chain is not None
                and not any(_is_near(key, other) for other in taken)
                and self._lasts(touch)
            ):
                groups[key].append(touch)
        for key, group in sorted(groups.items()):
            others = tuple(item for item in self._found if item.key == key and item not in group)
            yield Group(key, tuple(group), others)

    def _lasts(self, touch: Touch) -> bool:
        """Whether what is removed was there before the request, and is meant to stay."""
        key = touch.key
        if (
            not texts.is_rooted(touch.text)
            or texts.is_broad(key, self._touches.code)
            or texts.is_machine(key)
            or touch.text.startswith((*FOLDERS, texts.BRIEF, *texts.NOWHERE))
            or words_in(texts.shown(touch.text)) & (SCRATCH | MARKS)
            or "{}" in key
        ):
            return False
        return self._was_there(touch) and not self._is_made_here(touch)

    def _was_there(self, touch: Touch) -> bool:
        """Whether a folder listed it, or the request names it."""
        if not texts.is_open(touch.text):
            return False
        if any(self._is_parameter(name) for name in texts.VARIABLE.finditer(touch.text)):
            return True
        scopes = {touch.found.at, touch.climbed.top}
        return any(
            item.found.does == "list" and item.found.at in scopes and item.key == touch.key
            for item in self._found
        )

    def _is_parameter(self, found: re.Match[str]) -> bool:
        """Whether a variable is what an entry point is given."""
        at = ScopeId(int(found[1]), int(found[2]))
        return self._linked.phases.serving_entry(at) is not None and any(
            parameter.name == found[3] for parameter in self._program.scope(at).parameters
        )

    def _is_made_here(self, touch: Touch) -> bool:
        """Whether something that is not known gets the path as well: it may write the file."""
        lines = {step.line for step in touch.climbed.steps}
        for at in {touch.found.at, touch.climbed.top}:
            for number, call in enumerate(self._program.scope(at).calls):
                known = (at, number) in self._known or call.line in lines or self._looks(at, call)
                if not known and any(self._is_same(at, item, touch) for item in call.args):
                    return True
        return False

    def _is_same(self, at: ScopeId, given: ExprUnion, touch: Touch) -> bool:
        return self._touches.tracing.trace(at, given).text == touch.text

    def _looks(self, at: ScopeId, call: Call) -> bool:
        """Whether a call only looks at a path, or makes another of it."""
        if last_part(call.func) in LOOKS:
            return True
        models = self._linked.evaluator.models
        return any(
            name in models.paths or name in models.files
            for ref in self._linked.evaluator.evaluate(at, call.func)
            if isinstance(ref.value, (ExternalValue, ExternalInstance))
            for name in models.names_of(ref.value.name)
        )


def _is_near(key: str, other: str) -> bool:
    """Whether one of two states is the other, or in it."""
    return texts.is_in(key, other) or texts.is_in(other, key)
