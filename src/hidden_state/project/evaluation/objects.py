"""What constructors give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.project.evaluation.core import Evaluation
from hidden_state.project.records import (
    ClassValue,
    FunctionValue,
    InstanceValue,
    Place,
    Ref,
    ScopeId,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class Objects(Evaluation):
    """Tells new objects from the only object of a class."""

    def _constructed(self, class_id: ScopeId, ref: Ref) -> Iterator[Ref]:
        """Yield the object that a constructor gives: a new one, or the class's only one."""
        new = self.classes.method(class_id, "__new__")
        if new is not None:
            for made in self.returned(FunctionValue(new, ref), None, class_id):
                if made.place is not None and made.place.kind in ("class", "global"):
                    yield Ref(InstanceValue(class_id), made.place)
                    return
        if self._is_only(class_id):
            yield Ref(InstanceValue(class_id), Place("singleton", class_id, ""))
            return
        yield Ref(InstanceValue(class_id))

    def _is_only(self, class_id: ScopeId) -> bool:
        found = self._single.get(class_id)
        if found is None:
            self._single[class_id] = False
            found = self._single[class_id] = self._is_single(class_id)
        return found

    def _is_single(self, class_id: ScopeId) -> bool:
        """Whether a metaclass or a class decorator of the project keeps the only object."""
        for item in self.classes.line(class_id):
            scope = self.program.scope(item)
            parent = self.program.parent(item)
            for name, value in scope.keywords:
                if name == "metaclass":
                    for ref in self.evaluate(parent, value):
                        if isinstance(ref.value, ClassValue) and self._keeps_instances(
                            self.classes.method(ref.value.id, "__call__")
                        ):
                            return True
            for decorator in scope.decorators:
                for ref in self.evaluate(parent, decorator):
                    if isinstance(ref.value, FunctionValue) and any(
                        self._keeps_instances(ScopeId(ref.value.id.file, number))
                        for number in self.classes.children(ref.value.id)
                    ):
                        return True
        return False

    def _keeps_instances(self, function: ScopeId | None) -> bool:
        if function is None:
            return False
        scope = self.program.scope(function)
        return bool(scope.writes) and any(
            ref.place is not None and ref.place.kind in ("class", "closure", "global")
            for expr in scope.returns
            for ref in self.evaluate(function, expr)
        )
