"""All files, linked: what rules may ask."""

from hidden_state.project.project import Project, link
from hidden_state.project.state import ChainStep, Entrance, Span, State, StateWrite

__all__ = ["ChainStep", "Entrance", "Project", "Span", "State", "StateWrite", "link"]
