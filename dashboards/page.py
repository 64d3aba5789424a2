"""What every page shares: who asks for what, the head, the table with its files, the link that leads back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from dashboards import address, downloads
from dashboards.area_names import area_names
from dashboards.charts.style import CONTAINER, Spec
from dashboards.formats import add_months, minute, month_code, number
from dashboards.masking import MASKED
from dashboards.publication import Publication
from dashboards.queries.areas import Area, CoveredMonth, areas, codes_of
from dashboards.queries.cells import Cells
from dashboards.queries.counting import counting_date
from dashboards.queries.quality import made_at
from dashboards.queries.seeds import codes_where, eras, labels, special_labels
from dashboards.queries.summary import TOTAL, kinds_of
from dashboards.tables import Table, html_table
from dashboards.visits import Visit
from dashboards.wording import Wording, month_words

LONG_TABLE = 12
"""Rows from which a table of months scrolls under its header."""


@dataclass(frozen=True)
class Page:
    """One run of a page: the version it reads, the choices in force, the words to say it with."""

    name: str
    publication: Publication
    words: Wording
    municipality_code: str
    municipality_name: str
    covered: Sequence[CoveredMonth]
    """Latest first."""
    month: date
    nationality: str
    own: Mapping[str, str | list[str]]
    """The page's own choices."""
    link: str
    """The address that reproduces this view, defaults written out."""
    visit: Visit
    """Who looks, and what is logged of it."""

    @property
    def months(self) -> tuple[date, ...]:
        """Return the covered months, earliest first."""
        return tuple(covered.month for covered in reversed(self.covered))

    def offered(self, month: date) -> date | None:
        """Return `month` if it is covered."""
        return month if month in self.months else None

    def months_before(self, count: int) -> date | None:
        """Return the month `count` months earlier, None if it is not covered."""
        return self.offered(add_months(self.month, -count))

    def same_month_of_years(self, count: int) -> tuple[date, ...]:
        """Return the month of the page and the same one of up to `count` years before, earliest first."""
        months = [self.months_before(12 * years) for years in range(count, -1, -1)]
        return tuple(month for month in months if month)

    def labels(self, seed: str) -> Mapping[str, str]:
        return labels(self.publication, seed, self.words.language)

    def areas(self) -> dict[str, Area]:
        return areas(self.publication, self.municipality_code)

    def chosen_areas(self) -> list[Area]:
        """Return the areas picked on this page; none = the whole municipality."""
        return [self.areas()[code] for code in self.own.get("area", [])]

    def cells(self, *, sex: str = TOTAL) -> Cells:
        """Return the cells the page's choices keep; `sex` is a report sex or the total."""
        return Cells(
            municipality_code=self.municipality_code,
            town_codes=codes_of(self.chosen_areas()),
            sex_codes=None if sex == TOTAL else codes_where(self.publication, "sex_codes", report_sex=sex),
            resident_kind_codes=kinds_of(self.publication, self.nationality),
        )

    def area_name(self) -> str:
        """Return what the figures are of: the municipality, or the areas picked."""
        names = self.area_names()
        picked = [names[area.area_code] for area in self.chosen_areas()]
        return self.words("separator").join(picked) if picked else self.municipality_name

    def area_names(self) -> dict[str, str]:
        """Return the name of every area by its code; no town is called like another area."""
        special = special_labels(self.publication, "town_code", self.words.language)
        return area_names(self.areas(), self.words, special)

    def nationality_name(self) -> str:
        return nationality_names(self.publication, self.words)[self.nationality]

    def month_words(self, month: date) -> Mapping[str, object]:
        return month_words(month, eras(self.publication))

    def month_end(self, month: date) -> str:
        return self.words("month_end", **self.month_words(month))

    def month_short(self, month: date) -> str:
        return self.words("month_short", **self.month_words(month))


def nationality_names(publication: Publication, words: Wording) -> dict[str, str]:
    """Return the names of the nationality filter by its code: the total, then the kinds of residents."""
    kinds = labels(publication, "resident_kind_codes", words.language, "report_resident_kind")
    return {TOTAL: words("nationality_total"), **kinds}


def show_head(page: Page, *, title: str, sentence: str) -> None:
    """Draw title, 「基準日・出典・データ版・作成時刻」 and the sentence that answers the page's question."""
    words = page.words
    manifest = page.publication.manifest
    source = words(
        "source_line",
        reference=words("reference_line", **page.month_words(page.month)),
        source=words("source"),
        counting_date=counting_date(page.publication, page.municipality_code, words.language),
        version=page.publication.name,
        ledger_id=manifest.get("ledger_id", ""),
        made_at=minute(made_at(page.publication)),
    )
    scope = f"{page.municipality_name}　{page.nationality_name()}"
    st.html(
        f'<header lang="{words.language}"><p class="scope">{escape(scope)}</p><h1>{escape(title)}</h1>'
        f'<p class="source">{escape(source)}</p><p class="answer">{escape(sentence)}</p></header>'
    )
    if next((covered.is_assumed for covered in page.covered if covered.month == page.month), False):
        st.html(f'<p class="note">{escape(words("assumed_month"))}</p>')


def show_heading(page: Page, text: str, *, note: str = "") -> None:
    note_line = f'<p class="note">{escape(note)}</p>' if note else ""
    st.html(f'<h2 lang="{page.words.language}">{escape(text)}</h2>{note_line}')


def show_chart(name: str, spec: Spec, *, alt: str, on_select: Callable[[], None] | None = None) -> None:
    """Draw a finished chart; `alt` says what it shows, `on_select` is called when a mark is picked.

    One that is as high as its container has its height from the page's style, by its name.
    """
    chosen: Any = on_select or "ignore"
    height: Any = "stretch" if spec.get("height") == CONTAINER else "content"
    st.vega_lite_chart(
        spec=spec, theme=None, width="stretch", height=height, alt=alt, key=name, on_select=chosen
    )


def show_table(page: Page, table: Table, *, whole: bool = False, first: int | None = None) -> None:
    """Draw the table, the legend of signs under it, and its two files; a long one scrolls unless `whole`.

    Of a table that grows with the data only the `first` rows are drawn; the files hold all, and it says so.
    """
    shown = replace(table, rows=table.rows[:first])
    show_rows(page, shown, scrolls=len(shown.rows) > LONG_TABLE and not whole)
    if len(shown.rows) < len(table.rows):
        note = page.words("first_rows", shown=number(len(shown.rows)), rows=number(len(table.rows)))
        st.html(f'<p class="note">{escape(note)}</p>')
    show_legend(page)
    show_downloads(page, table)


def show_rows(page: Page, table: Table, *, scrolls: bool = False) -> None:
    """Draw the rows of a table, and count them for the access log."""
    page.visit.count(rows=len(table.rows), masked=masked_cells(table))
    st.html(html_table(table, scrolls=scrolls))


def masked_cells(table: Table) -> int:
    """Return how many figures of a table are masked."""
    return sum(value is MASKED for row in table.rows for value in row)


def show_masked_note(page: Page, table: Table) -> None:
    """Say under a chart that it leaves figures out, if the table of the same figures masks some."""
    if masked_cells(table):
        say_masked(page)


def say_masked(page: Page) -> None:
    """Say that the chart above leaves masked figures out."""
    st.html(f'<p class="note">{escape(page.words("masked_note"))}</p>')


def show_legend(page: Page) -> None:
    """Say what the signs in a table mean."""
    st.html(f'<p class="legend">{escape(page.words("legend"))}</p>')


def show_downloads(page: Page, table: Table) -> None:
    """Draw the buttons that give the table as CSV and XLSX."""
    show_files(page, table.name, lambda: table)


def show_files(page: Page, name: str, table: Callable[[], Table]) -> None:
    """Draw the buttons that give a table as CSV and XLSX; table and files are made when asked for."""
    words, manifest = page.words, page.publication.manifest
    stem = f"{name}_{page.municipality_code}_{month_code(page.month)}_{page.publication.name}"
    source = f"{page.municipality_name} {words('source')} {page.publication.name} {page.link}"

    def csv() -> bytes:
        made = table()
        return page.visit.hand_out(downloads.csv_bytes(made), rows=len(made.rows))

    def xlsx() -> bytes:
        made = table()
        content = downloads.xlsx_bytes(made, source=source, made_date=manifest["made_date"])
        return page.visit.hand_out(content, rows=len(made.rows))

    with st.container(horizontal=True, key=f"files_{name}"):
        st.download_button(
            words("download_csv"),
            csv,
            file_name=f"{stem}.csv",
            mime="text/csv",
            on_click="ignore",
            key=f"csv_{name}",
        )
        st.download_button(
            words("download_xlsx"),
            xlsx,
            file_name=f"{stem}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            key=f"xlsx_{name}",
        )


def show_foot(page: Page) -> None:
    """Draw the link that reproduces the view."""
    link = escape(page.link)
    st.html(f'<footer><span>{escape(page.words("link_heading"))}</span> <a href="{link}">{link}</a></footer>')


def area_choice(page_areas: Mapping[str, Area]) -> address.Choice:
    return address.Choice("area", tuple(page_areas), many=True)
