"""A lineage as text: the number, then one line per reason, delivery and rule, columns aligned."""

from collections.abc import Iterator
from unicodedata import east_asian_width

from warehouse.lineage import Lineage

HEADINGS = ("count", "reason", "delivery", "rule")


def lineage_lines(lineage: Lineage) -> Iterator[str]:
    """Yield the lines that are printed."""
    named = " ".join(f"{column}={code}" for column, code in lineage.cell.items())
    yield f"{lineage.mart} {named}".rstrip()
    yield f"{lineage.measure}: {lineage.value:,} ({lineage.version})"
    rows = [HEADINGS]
    rows += [
        (
            f"{line.record_count:,}",
            f"{line.reason_code} {line.reason}",
            f"{line.delivery_id} {line.file}",
            line.dating_rule,
        )
        for line in lineage.records
    ]
    rows.append((f"{lineage.total:,}", "total", "", ""))
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for count, *texts in rows:
        padded = [text + " " * (wide - width(text)) for text, wide in zip(texts, widths[1:], strict=True)]
        yield f"{count:>{widths[0]}}  {'  '.join(padded)}".rstrip()


def width(text: str) -> int:
    """Return how many columns of a terminal the text takes: Japanese letters are two wide."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
