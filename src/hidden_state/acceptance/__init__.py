"""What the project accepts by a comment: `# stateful[HS402]: reason` and `# noqa`."""

from hidden_state.acceptance.matching import Codes, Remarks, Verdict, accept

__all__ = ["Codes", "Remarks", "Verdict", "accept"]
