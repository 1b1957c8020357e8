"""Which setting an expression reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.project.knowledge import Knowledge
    from hidden_state.project.records import Ref


def setting_name(models: Knowledge, ref: Ref) -> str:
    """Return the setting that hangs on the application or the settings as REF, '' if none does."""
    place = ref.place
    if place is None or place.kind != "external":
        return ""
    owner = place.name if place.path else place.name.rpartition(".")[0]
    if models.kind_of(owner) != "settings" and not (place.name == "app" and place.path):
        return ""
    return (place.path or (place.name.rpartition(".")[2],))[-1].strip("[]")
