"""Pages over a published version: choices → queries → charts and tables. No joins or windows in the views."""
