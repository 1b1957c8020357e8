"""Until when a comment accepts."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.comment import Acceptance

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def day_of(text: str) -> date | None:
    """Return the day that TEXT, `2027-03-31`, names, None when it is no day."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def has_expired(comment: Acceptance, today: date) -> bool:
    """Whether COMMENT accepts no longer on the day TODAY, which may be its last."""
    return bool(comment.until) and (day_of(comment.until) or date.min) < today
