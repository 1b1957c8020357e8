"""Which overrides a call may run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.project.evaluation.evaluator import Evaluator
    from hidden_state.project.records import ScopeId

MOST_WEAK_METHODS = 2
COMMON_METHODS = frozenset(
    """get set add update pop append remove clear copy items keys values join split read write
    close open save delete create run start stop send execute process handle load dump dumps loads
    encode decode format filter all first last count index insert sort reverse extend setdefault
    put connect disconnect commit rollback flush query search find match group render validate
    clean is_valid dispatch setup reset init register unregister name emit on call apply map
    submit result wait cancel exists info debug warning error exception log next""".split()
)


class Overrides:
    """Decides whether a call that resolves to one method may run another."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Start with no class asked for."""
        self._program = evaluator.program
        self._classes = evaluator.classes
        self._made_classes: dict[ScopeId, bool] = {}
        self._distinctive: dict[str, bool] = {}

    def reaches(self, called: ScopeId, function: ScopeId, class_id: ScopeId | None) -> bool:
        """Whether a call that resolves to CALLED may run FUNCTION, itself or as an override."""
        if called == function:
            return True
        if (
            class_id is None
            or self._program.scope(called).name != self._program.scope(function).name
        ):
            return False
        base = self._program.enclosing_class(called)
        return (
            base is not None
            and self._classes.is_subclass(class_id, base)
            and (self._is_made(class_id) or not self._are_most_made(base))
        )

    def _are_most_made(self, base: ScopeId) -> bool:
        """Whether most classes below BASE are named somewhere, not only found by walking."""
        family = self._classes.subclasses(base)
        return 2 * sum(map(self._is_made, family)) >= len(family)

    def _is_made(self, class_id: ScopeId) -> bool:
        """Whether an object of the class, or of one below it, can exist: something names it."""
        found = self._made_classes.get(class_id)
        if found is None:
            index = self._program.calls_by_name
            found = self._made_classes[class_id] = any(
                name in index
                for item in (class_id, *self._classes.subclasses(class_id))
                for own in (self._program.scope(item).name,)
                for name in (own, *self._program.aliases.get(own, ()))
            )
        return found

    def is_distinctive(self, name: str) -> bool:
        """Whether so few families of classes have a method NAME that it tells which one is called.

        A family is what overrides the same method of a class of the project.
        """
        if name in COMMON_METHODS or name.startswith("__"):
            return False
        methods = self._program.methods_by_name.get(name, ())
        if len(methods) <= MOST_WEAK_METHODS:
            return True
        found = self._distinctive.get(name)
        if found is None:
            families = {self._introduced(method, name) for method in methods}
            found = self._distinctive[name] = len(families) <= MOST_WEAK_METHODS
        return found

    def _introduced(self, method: ScopeId, name: str) -> ScopeId:
        """Return the farthest class of the project that METHOD overrides something of."""
        class_id = self._program.parent(method)
        holders = [
            item for item in self._classes.line(class_id) if name in self._program.bindings(item)
        ]
        return holders[-1] if holders else class_id
