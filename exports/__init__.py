"""Marts → official layouts, printed forms, manifest; reads a published version, never the warehouse."""
