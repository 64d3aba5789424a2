"""The 異動集計表 as a real HTML table (grouped headings, indented items, ▲ for negatives) and as files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, product
from typing import Any

from dashboards.address import SEPARATOR, link_with
from dashboards.formats import form_number
from dashboards.page import Page
from dashboards.publication import Publication
from dashboards.queries.movements import movement_table
from dashboards.queries.seeds import code_list, codes_where
from dashboards.tables import TEXT, Column, Table

LINEAGE = "lineage"
"""The part of the page that says what a figure is made of, as links name it."""


@dataclass(frozen=True)
class Place:
    """A column of a sheet: where its figures come from, its heading, the heading above it (blank: none)."""

    resident_kind: str
    sex: str
    heading: str
    group: str = ""


@dataclass(frozen=True)
class Line:
    """An item of a sheet: its code and label, how it is drawn, its figures in the order of the places."""

    item_code: str
    label: str
    indent: int
    is_strong: bool
    figures: Sequence[int]


@dataclass(frozen=True)
class Sheet:
    """The part of the 異動集計表 about persons, or the part about households."""

    name: str
    caption: str
    unit: str
    item_heading: str
    places: Sequence[Place]
    lines: Sequence[Line]


def official_sheets(page: Page, district_code: str) -> tuple[Sheet, Sheet]:
    """Return persons and households of the page's month; blank district = the whole."""
    persons = sheet(page, district_code, "persons", person_places(page))
    return persons, sheet(page, district_code, "households", household_places(page))


def person_places(page: Page) -> list[Place]:
    """Return every kind of residents by sex."""
    kinds, sexes = page.labels("report_resident_kinds"), page.labels("report_sexes")
    return [
        Place(kind, sex, label, kinds[kind])
        for kind in codes_where(page.publication, "report_resident_kinds", is_person_kind=True)
        for sex, label in sexes.items()
    ]


def household_places(page: Page) -> list[Place]:
    """Return every kind of households."""
    kinds = code_list(page.publication, "report_resident_kinds").filter(is_household_kind=True)
    heading = "household_label_ja" if page.words.language == "ja" else "label_en"
    (whole,) = codes_where(page.publication, "report_sexes", is_total=True)
    return [Place(kind, whole, label) for kind, label in kinds.select("resident_kind", heading).iter_rows()]


def sheet(page: Page, district_code: str, unit: str, places: Sequence[Place]) -> Sheet:
    """Return the items of `unit` (`persons` | `households`) that this district has, in official order."""
    values = movement_table(page.publication, page.municipality_code, district_code, page.month)
    items = codes_where(page.publication, "report_item_codes", is_household_item=unit == "households")
    present = {item for item, _, _ in values}
    labels, drawn = page.labels("report_item_codes"), drawn_as(page)
    lines = [
        Line(
            item,
            labels[item] + (page.words("memo") if drawn[item]["is_memo"] else ""),
            int(drawn[item]["indent"]),
            bool(drawn[item]["is_strong"]),
            [values[item, place.resident_kind, place.sex] for place in places],
        )
        for item in items
        if item in present
    ]
    words = page.words
    return Sheet(
        f"movement_{unit}", words(f"{unit}_caption"), words(unit), words("items"), tuple(places), lines
    )


def drawn_as(page: Page) -> Mapping[str, Mapping[str, Any]]:
    """Return indent, is_strong, is_memo of every item, as on the printed form."""
    return {row["item_code"]: row for row in code_list(page.publication, "form_lines").iter_rows(named=True)}


def sheet_table(sheet: Sheet, *, caption: str) -> Table:
    """Return the rows of the sheet's files, the two headings of a column in one."""
    columns = [Column("item", sheet.item_heading, holds=TEXT)]
    columns += [
        Column(f"{place.resident_kind}_{place.sex}", f"{place.group} {place.heading}".strip(), sheet.unit)
        for place in sheet.places
    ]
    rows = [(line.label, *line.figures) for line in sheet.lines]
    strong = frozenset(place for place, line in enumerate(sheet.lines) if line.is_strong)
    return Table(sheet.name, f"{caption}　{sheet.caption}", columns, rows, emphasized=strong)


def html_sheet(page: Page, sheet: Sheet) -> str:
    """Return the sheet as HTML, the groups of columns in a heading row of their own."""
    groups = "".join(
        f'<th scope="colgroup" colspan="{len(list(places))}" class="group">{escape(group)}</th>'
        for group, places in groupby(sheet.places, key=lambda place: place.group)
        if group
    )
    heads = "".join(f'<th scope="col">{escape(place.heading)}</th>' for place in sheet.places)
    first = f'<th scope="col" rowspan="{2 if groups else 1}" class="text">{escape(sheet.item_heading)}</th>'
    head_rows = f"<tr>{first}{groups}</tr><tr>{heads}</tr>" if groups else f"<tr>{first}{heads}</tr>"
    unit = page.words("unit", unit=sheet.unit)
    rows = "".join(html_line(page, sheet, line) for line in sheet.lines)
    return (
        f'<div class="official" lang="{page.words.language}" role="region" tabindex="0"'
        f' aria-label="{escape(sheet.caption)}">'
        f'<table class="figures {sheet.name}"><caption>{escape(sheet.caption)}'
        f'<span class="unit">{escape(unit)}</span></caption>'
        f"<thead>{head_rows}</thead><tbody>{rows}</tbody></table></div>"
    )


def html_line(page: Page, sheet: Sheet, line: Line) -> str:
    """Return a line of the sheet, each figure a link to what it is made of."""
    cells = "".join(
        html_figure(page, figure_code(line, place), figure)
        for place, figure in zip(sheet.places, line.figures, strict=True)
    )
    classes = f"indent-{line.indent}" + " total" * line.is_strong
    return f'<tr class="{classes}"><th scope="row">{escape(line.label)}</th>{cells}</tr>'


def figure_codes(publication: Publication) -> tuple[str, ...]:
    """Return the code of every figure that any sheet may have."""
    names = ("report_item_codes", "report_resident_kinds", "report_sexes")
    return tuple(map(SEPARATOR.join, product(*(codes_where(publication, seed) for seed in names))))


def figure_code(line: Line, place: Place) -> str:
    """Return the code by which a link names a figure: item, kind, sex."""
    return SEPARATOR.join((line.item_code, place.resident_kind, place.sex))


def html_figure(page: Page, code: str, figure: int) -> str:
    """Return a figure that leads to the records it is made of; a zero has none."""
    if not figure:
        return f"<td>{form_number(figure)}</td>"
    link = escape(link_with(page.name, "cell", code))
    chosen = ' aria-current="true"' if page.own.get("cell") == code else ""
    return f'<td><a href="{link}#{LINEAGE}"{chosen}>{form_number(figure)}</a></td>'
