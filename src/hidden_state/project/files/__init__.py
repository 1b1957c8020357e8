"""What is written to the disk of one instance: where, how long it lives, who reads it back."""
