"""Work that goes on in one instance, and what calls do to the world outside of it."""
