"""What the outside world runs."""
