"""What expressions are, and where they were taken from."""
