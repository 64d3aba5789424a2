"""Names as a report may show them: a file can be called by a number itself."""

import re

SEPARATOR = r"[-\u2010-\u2015\u2212\uff0d\u30fc\s]"
LONG = re.compile(rf"\d{{9,}}|\d{{4}}(?:{SEPARATOR}\d{{4}}){{1,2}}{SEPARATOR}\d{{1,4}}")


def masked(name: str) -> str:
    """Return a name of a file, table or column with every number that the scan would see starred out."""
    return LONG.sub(lambda match: "*" * len(match[0]), name)
