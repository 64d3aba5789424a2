"""Marts → official layouts, printed forms and their manifest; reads only a published version, never the warehouse."""
