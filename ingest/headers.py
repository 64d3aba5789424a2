"""A delivery's first line: which layout it is, or why it is refused."""

import csv
from collections.abc import Sequence

from ingest.encodings import decoded, refusal_of_header
from ingest.layouts import CSV, Layout
from ingest.shapes import Header
from store.errors import DeliveryRefused


def split_header(line: str) -> list[str]:
    """Return the cells of a header line; none if they cannot be names: too long, or torn."""
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []


def candidates(
    layouts: Sequence[Layout], form: str, *, profile: str | None, kind: str | None
) -> list[Layout]:
    """Return the layouts of a form that what was said of the delivery leaves."""
    return [
        layout
        for layout in layouts
        if layout.form == form and profile in (None, layout.profile) and kind in (None, layout.kind)
    ]


def likeness(cells: list[str], layout: Layout) -> int:
    """Return how many names a layout shares with the header, less those that it lacks."""
    present = set(cells)
    return len(present & layout.by_name().keys()) - len(layout.mandatory_names() - present)


def _faults(cells: list[str], layout: Layout) -> list[str]:
    """Return what is wrong, as phrases. Names of the file itself are never shown: the first line of a file
    without a header, or one that has run into the next line, holds a person's values."""
    known = layout.by_name()
    present = set(cells)
    missing = [name for name in known if name in layout.mandatory_names() - present]
    for names in layout.groups().values():
        if names & present:
            missing += [name for name in known if name in names - present]
    unknown = [f"column {place}" for place, cell in enumerate(cells, 1) if cell not in known]
    repeated = sorted({cell for cell in present & known.keys() if cells.count(cell) > 1})
    phrases = [
        ("missing: ", missing),
        ("not of this profile: ", unknown),
        ("given twice: ", repeated),
    ]
    return [lead + _listed(names) for lead, names in phrases if names]


def _listed(names: list[str], most: int = 5) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def recognise_header(
    file: str, line: bytes, layouts: Sequence[Layout], *, profile: str | None, kind: str | None
) -> Header:
    """Return the layout of a header line and its columns in file order.

    The line is read in the encodings of the layouts; the layout that it resembles most is the delivery's.
    Raises DeliveryRefused, naming file, line and columns, if it is no layout's.
    """
    possible = candidates(layouts, CSV, profile=profile, kind=kind)
    read = {
        encoding: split_header(text.partition("\r")[0])
        for encoding in dict.fromkeys(layout.encoding for layout in possible)
        if (text := decoded(line, encoding)) is not None
    }
    readable = [layout for layout in possible if layout.encoding in read]
    if not readable:
        raise refusal_of_header(file, line, possible)
    if b"\r" in line:
        raise DeliveryRefused(
            f"{file}, line 1: lines end with carriage returns only. Export it again with line feeds."
        )
    layout = max(readable, key=lambda each: likeness(read[each.encoding], each))
    cells = read[layout.encoding]
    faults = _faults(cells, layout)
    if faults:
        raise DeliveryRefused(
            f"{file}, line 1: not the header of a {layout.profile} {layout.kind} delivery "
            f"({'; '.join(faults)}). Export it again with exactly the profile's columns."
        )
    known = layout.by_name()
    return Header(layout, tuple(known[cell] for cell in cells))
