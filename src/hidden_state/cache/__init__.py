"""What earlier runs found out, kept on disk by content."""
