"""What the settings of a project say: modules, classes and mappings, read in their order."""
