"""What libraries keep in one instance, by the call that makes it."""
