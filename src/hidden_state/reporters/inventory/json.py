"""An inventory as JSON; `schema.json` beside this module describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from hidden_state.inventory import Inventory


def render(inventory: Inventory) -> bytes:
    """Return INVENTORY as a JSON document in UTF-8."""
    try:
        return msgspec.json.format(msgspec.json.encode(inventory), indent=2) + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair, from a string of the source
        import json

        return json.dumps(msgspec.to_builtins(inventory), indent=2).encode() + b"\n"
