"""Looks through everything under the home for register numbers; the one room that reads every zone."""
