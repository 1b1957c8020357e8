"""Read the files that say how an application is deployed: no code of it."""
