"""What programs do to files that the project runs: command lines, and what they say."""
