"""The way through: from a project's files to what is said about it."""

from hidden_state.session.elsewhere import at_writes
from hidden_state.session.examination import (
    Examination,
    check,
    examine,
    is_left_out,
    is_within,
)
from hidden_state.session.flow import Analysis, Progress, analyse
from hidden_state.session.settling import settle, wanted

__all__ = [
    "Analysis",
    "Examination",
    "Progress",
    "analyse",
    "at_writes",
    "check",
    "examine",
    "is_left_out",
    "is_within",
    "settle",
    "wanted",
]
