"""The verbs of this room: arguments only, each calls one function."""

import argparse


def add_verbs(verbs: argparse._SubParsersAction) -> None:
    """Add this room's verbs to the console script."""
