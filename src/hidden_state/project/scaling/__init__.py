"""How many workers the code starts, and what that breaks."""
