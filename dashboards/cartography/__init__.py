"""Makes the maps that come with the project, once: `make geometry`. No page imports it."""
