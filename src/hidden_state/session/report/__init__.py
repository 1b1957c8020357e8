"""From findings and a survey to the inventory of a project."""
