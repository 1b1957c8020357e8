"""What a report says of a linked project besides its findings."""
