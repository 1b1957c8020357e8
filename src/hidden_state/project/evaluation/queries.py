"""Rows that a query gives: objects of the class that a database is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Call, Literal, Name
from hidden_state.project.evaluation.core import Evaluation
from hidden_state.project.records import (
    ClassValue,
    ExternalInstance,
    ExternalValue,
    InstanceValue,
    Place,
    Ref,
    ScopeId,
)

if TYPE_CHECKING:
    from hidden_state.project.records import Value

QUERY = "query"
"""The kind of place that a query stands for: no place of its own, the class of its rows."""
MANAGERS = frozenset({"objects", "query", "_default_manager", "_base_manager"})
ONE = frozenset(
    "get first last one one_or_none scalar scalar_one scalar_one_or_none create earliest latest "
    "get_or_404 first_or_404 one_or_404 get_or_none find_one aget afirst alast acreate get_by_id "
    "get_object_or_404 aget_object_or_404".split()
)
"""Last names of calls that give one row."""
OTHER = frozenset(
    "values values_list count exists update delete aggregate in_bulk explain contains as_manager "
    "get_or_create update_or_create aupdate adelete acount aexists subquery statement".split()
)
"""Last names of calls that give no rows."""
TAKING = frozenset(
    "query select get get_object_or_404 get_list_or_404 aget_object_or_404 execute scalars scalar "
    "get_or_404 one_or_404 exec".split()
)
"""Last names of calls that may be given the class, or a query, as an argument."""


class Queries(Evaluation):
    """Resolves what queries give."""

    def _queried(self, at: ScopeId, call: Call) -> Ref | None:
        """Return what a call gives that is given a class of rows, or a query; None for others."""
        func = call.func
        last = func.attr if isinstance(func, Attribute) else func.id if type(func) is Name else ""
        if last not in TAKING or not call.args or isinstance(call.args[0], Literal):
            return None
        for ref in self.evaluate(at, call.args[0]):
            if isinstance(ref.value, ClassValue) and self.is_row(ref.value.id):
                return self._of_rows(ref.value.id, last, ExternalInstance(last))
            if ref.place is not None and ref.place.kind == QUERY:
                return self._of_rows(ref.place.scope, last, ref.value)
        return None

    def _managed(self, name: str, ref: Ref) -> Ref | None:
        """Return what calling `Model.objects.NAME`, or a method of a query, gives."""
        place, last = ref.place, name.rpartition(".")[2]
        if place is None or place.kind not in ("class", QUERY):
            return None
        is_query = place.kind == QUERY or (place.name in MANAGERS and place.path)
        if is_query and (place.kind == QUERY or self.is_row(place.scope)):
            return self._of_rows(place.scope, last, ExternalInstance(name))
        return None

    def _of_rows(self, class_id: ScopeId, last: str, value: Value) -> Ref | None:
        if last in OTHER:
            return None
        if last in ONE:
            return Ref(InstanceValue(class_id))
        return Ref(value, Place(QUERY, class_id, "rows"))

    def is_row(self, class_id: ScopeId) -> bool:
        """Whether objects of a class are rows of a database."""
        found = self._row_classes.get(class_id)
        if found is None:
            self._row_classes[class_id] = False
            found = self._row_classes[class_id] = any(
                self.models.handovers.get(name) == "row"
                for item in self.classes.line(class_id)
                for base in self.program.scope(item).bases
                for ref in self.evaluate(self.program.parent(item), base)
                if isinstance(ref.value, (ExternalValue, ExternalInstance))
                for name in self.models.names_of(ref.value.name)
            )
        return found
