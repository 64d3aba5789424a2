"""A delivery's first line: which layout it is, or why it is refused."""

import csv
from collections.abc import Sequence

from ingest.encodings import decoded, refusal_of_header
from ingest.layouts import CSV, Layout, read_refusals
from ingest.shapes import Header
from store.errors import DeliveryRefused


def split_header(line: str) -> list[str]:
    """Return the cells of a header line."""
    return next(csv.reader([line]), [])


def _refuse_forbidden(file: str, cells: list[str]) -> None:
    threshold, refusals = read_refusals()
    for refusal in refusals:
        if len(refusal.columns.intersection(cells)) >= threshold * len(refusal.columns):
            raise DeliveryRefused(f"{file} is a {refusal.name} file, which is never taken: {refusal.reason}.")


def candidates(
    layouts: Sequence[Layout], form: str, *, profile: str | None, kind: str | None
) -> list[Layout]:
    """Return the layouts of a form that what was said of the delivery leaves."""
    return [
        layout
        for layout in layouts
        if layout.form == form and profile in (None, layout.profile) and kind in (None, layout.kind)
    ]


def _likeness(cells: list[str], layout: Layout) -> int:
    """Return how many names a layout shares with the header, less those that it lacks."""
    present = set(cells)
    return len(present & layout.by_name().keys()) - len(layout.mandatory_names() - present)


def _faults(cells: list[str], layout: Layout) -> list[str]:
    """Return what is wrong, as phrases. Names of the file itself are shown only if it surely has a header:
    the first line of a file without one, or run into the next line, holds a person's values."""
    known = layout.by_name()
    present = set(cells)
    missing = [name for name in known if name in layout.mandatory_names() - present]
    for names in layout.groups().values():
        if names & present:
            missing += [name for name in known if name in names - present]
    unknown = [(place, cell) for place, cell in enumerate(cells, 1) if cell not in known]
    repeated = sorted({cell for cell in present & known.keys() if cells.count(cell) > 1})
    is_header = len(cells) <= len(known) and len(present & known.keys()) * 2 >= len(cells)
    shown = [f"column {place}" + (f" ({cell})" if is_header and cell else "") for place, cell in unknown]
    phrases = [
        ("missing: ", missing),
        ("not of this profile: ", shown),
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
    Raises DeliveryRefused, naming file, line and columns, if it is no layout's, or one that is never taken.
    """
    possible = candidates(layouts, CSV, profile=profile, kind=kind)
    read = {
        encoding: split_header(text)
        for encoding in dict.fromkeys(layout.encoding for layout in possible)
        if (text := decoded(line, encoding)) is not None
    }
    for cells in read.values():
        _refuse_forbidden(file, cells)
    readable = [layout for layout in possible if layout.encoding in read]
    if not readable:
        raise refusal_of_header(file, line, possible)
    if b"\r" in line:
        raise DeliveryRefused(
            f"{file}, line 1: lines end with carriage returns only. Export it again with line feeds."
        )
    layout = max(readable, key=lambda each: _likeness(read[each.encoding], each))
    cells = read[layout.encoding]
    faults = _faults(cells, layout)
    if faults:
        raise DeliveryRefused(
            f"{file}, line 1: not the header of a {layout.profile} {layout.kind} delivery "
            f"({'; '.join(faults)}). Export it again with exactly the profile's columns."
        )
    known = layout.by_name()
    return Header(layout, tuple(known[cell] for cell in cells))
