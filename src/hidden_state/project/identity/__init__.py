"""What makes one process different from another: secrets, locks, counts, names."""
