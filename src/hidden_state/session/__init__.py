"""The way through: from a project's files to what is said about it."""

from hidden_state.session.flow import Analysis, Progress, analyse, check, wanted

__all__ = ["Analysis", "Progress", "analyse", "check", "wanted"]
