"""The home directory: where things lie, who may write, what has been delivered and what is published."""
