"""All files, linked: what rules may ask."""

from hidden_state.project.holding import Holding, Use
from hidden_state.project.project import Project, link
from hidden_state.project.state import ChainStep, Entrance, Span, State, StateWrite

__all__ = [
    "ChainStep",
    "Entrance",
    "Holding",
    "Project",
    "Span",
    "State",
    "StateWrite",
    "Use",
    "link",
]
