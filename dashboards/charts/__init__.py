"""Finished Vega-Lite specifications; plain dictionaries, so that nothing is validated row by row."""
