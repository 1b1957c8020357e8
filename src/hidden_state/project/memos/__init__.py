"""What is remembered in the process by a decorator or a cache object, and may go stale."""
