"""The baseline: the findings that were there when a project began to use the linter."""
