"""File names as they may be shown: in sentences, reports and the ledger."""

import os
import unicodedata
from pathlib import Path

HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of signs that end lines, move the cursor or turn the direction of a text."""


def shown_name(path: Path) -> str:
    """Return a file's name on one line; unknown signs stand for what is not UTF-8 or not to be seen."""
    return printable(os.fsencode(path.name).decode("utf-8", "replace"))


def printable(text: str) -> str:
    """Return a text on one line; unknown signs stand for what is not to be seen."""
    return "".join("\ufffd" if unicodedata.category(sign) in HIDDEN else sign for sign in text)
