"""The one query layer: every number a page shows is read here, from published marts only."""
