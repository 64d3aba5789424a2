"""Names as a report may show them: a file can be called by a number itself."""

import re

LONG = re.compile(r"\d(?:[-\u2010-\u2015\u2212\uff0d\u30fc\s]?\d){8,}")


def masked(name: str) -> str:
    """Return a name of a file, table or column with every number of nine digits and more starred out."""
    return LONG.sub(lambda match: "*" * len(match[0]), name)
