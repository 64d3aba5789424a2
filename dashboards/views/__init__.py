"""One module per page: what it asks, what it shows; its prose lies beside it in TOML."""
