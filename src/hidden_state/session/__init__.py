"""The way through: from a project's files to what is said about it."""

from hidden_state.session.flow import Analysis, Progress, analyse, check
from hidden_state.session.settling import settle, wanted

__all__ = ["Analysis", "Progress", "analyse", "check", "settle", "wanted"]
