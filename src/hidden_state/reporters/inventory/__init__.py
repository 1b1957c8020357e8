"""The inventory of an application's state, in its forms."""
