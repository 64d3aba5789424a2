"""全件照合: what the register's later lists and the changes differ in, as counts only."""

import polars as pl

from dashboards.page import Page, show_heading, show_table
from dashboards.queries.areas import DISTRICT_PREFIX
from dashboards.queries.quality import differing_attributes, differing_cells, reconciliations
from dashboards.tables import CHANGE, COUNT, TEXT, Column, Table

KINDS = ("missing_count", "extra_count", "different_count")
SIDES = ("register_count", "derived_count", "difference")
MOVES = ("moved_in_count", "moved_out_count")
CELLS_SHOWN = 60
"""Differing cells drawn; a register that differs much has thousands."""


def show_reconciliations(page: Page) -> None:
    """Draw every later residents delivery, the attributes and cells that differ; or that there is none."""
    words = page.words
    lists = reconciliations(page.publication, page.municipality_code)
    note = words("reconciliation_note" if lists.height else "reconciliation_none")
    show_heading(page, words("reconciliation_heading"), note=note)
    if lists.height:
        show_table(page, lists_table(page, lists))
        show_table(page, attributes_table(page, lists))
        show_table(page, cells_table(page), first=CELLS_SHOWN)


def count_columns(page: Page, names: tuple[str, ...]) -> list[Column]:
    """Return columns of persons with the headings of the code list; the difference carries its sign."""
    headings, unit = page.labels("column_labels"), page.words("persons")
    return [Column(name, headings[name], unit, CHANGE if name == "difference" else COUNT) for name in names]


def lists_table(page: Page, lists: pl.DataFrame) -> Table:
    """Return one row per base date, latest first."""
    words, names = page.words, page.labels("column_labels")
    counts = (*SIDES, *KINDS)
    columns = [
        Column("base_date", names["base_date"], holds=TEXT),
        *count_columns(page, counts),
        Column("waiting_count", names["waiting_count"], words("rows_unit")),
    ]
    rows = [
        (str(row["base_date"]), *(row[name] for name in (*counts, "waiting_count")))
        for row in lists.iter_rows(named=True)
    ]
    return Table("reconciliation", words("reconciliation_table"), columns, rows)


def attributes_table(page: Page, lists: pl.DataFrame) -> Table:
    """Return how many persons differ in each attribute; one may be counted under several."""
    words, attributes = page.words, page.labels("attribute_codes")
    found = differing_attributes(page.publication, page.municipality_code)
    counts = {(day, attribute): count for day, attribute, count in found.iter_rows()}
    columns = [Column("base_date", page.labels("column_labels")["base_date"], holds=TEXT)]
    columns += [Column(code, name, words("persons")) for code, name in attributes.items()]
    rows = [(str(day), *(counts.get((day, code), 0) for code in attributes)) for day in lists["base_date"]]
    return Table("reconciliation_attributes", words("attributes_table"), columns, rows)


def cells_table(page: Page) -> Table:
    """Return the cells behind which somebody differs, with what explains the difference of each."""
    words, names = page.words, page.labels("column_labels")
    towns, sexes, kinds = page.area_names(), page.labels("sex_codes"), page.labels("resident_kind_codes")
    counts = (*SIDES, *KINDS, *MOVES)
    columns = [
        Column("base_date", names["base_date"], holds=TEXT),
        *(Column(name, words(name), holds=TEXT) for name in ("town", "sex", "resident_kind")),
        *count_columns(page, counts),
    ]
    rows = [
        (
            str(row["base_date"]),
            towns.get(row["town_code"]) or unnamed(page, row["town_code"]),
            sexes[row["sex_code"]],
            kinds[row["resident_kind_code"]],
            *(row[name] for name in counts),
        )
        for row in differing_cells(page.publication, page.municipality_code).iter_rows(named=True)
    ]
    return Table("reconciliation_cells", words("cells_table"), columns, rows)


def unnamed(page: Page, code: str) -> str:
    """Return what a town is called that ever was without residents; a district alone is the municipality."""
    if code.startswith(DISTRICT_PREFIX):
        return page.municipality_name
    return page.words("town_without_name", code=code)
