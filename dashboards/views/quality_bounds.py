"""How far today's figures can be from what they would be if nothing waited, and how old they are."""

from datetime import date

from dashboards.formats import NOT_AVAILABLE, minute, number
from dashboards.page import Page, show_heading, show_rows, show_table
from dashboards.queries.quality import freshness, quarantine_bounds
from dashboards.tables import COUNT, TEXT, Column, Table

BOUNDS = ("population_count", "lowest_count", "highest_count", "waiting_count", "unplaced_count")
DAYS_SINCE = "days_since"


def show_bounds(page: Page) -> None:
    """Draw the lowest and highest population that the refused rows allow."""
    words, bounds = page.words, quarantine_bounds(page.publication, page.municipality_code)
    answer = "bounds_none" if not bounds["waiting_count"] else "bounds_some"
    figures = {name: number(bounds[name]) for name in BOUNDS}
    note = words(answer, month=page.month_end(bounds["stat_month"]), **figures)
    show_heading(page, words("bounds_heading"), note=note)
    show_table(page, bounds_table(page))


def bounds_table(page: Page) -> Table:
    """Return the population of the last month between its bounds."""
    words, names = page.words, page.labels("column_labels")
    bounds = quarantine_bounds(page.publication, page.municipality_code)
    units = {"waiting_count": words("rows_unit"), "unplaced_count": words("rows_unit")}
    columns = [Column("stat_month", words("month_heading"), holds=TEXT)]
    columns += [Column(name, names[name], units.get(name, words("persons"))) for name in BOUNDS]
    row = (page.month_short(bounds["stat_month"]), *(bounds[name] for name in BOUNDS))
    return Table("bounds", words("bounds_table"), columns, [row])


def show_freshness(page: Page) -> None:
    """Draw how fresh the figures were when loaded, and how old they are for who reads now."""
    show_heading(page, page.words("freshness_heading"), note=page.words("freshness_note"))
    show_rows(page, freshness_table(page))


def freshness_table(page: Page) -> Table:
    """Return the dates of the last load, and the days since the last recorded date on the reader's clock."""
    words, names = page.words, page.labels("column_labels")
    fresh = freshness(page.publication, page.municipality_code)
    columns = [
        *(
            Column(name, names[name], holds=TEXT)
            for name in ("last_loaded_at", "last_recorded_date", "through_date")
        ),
        Column("recording_lag_days", names["recording_lag_days"], words("days_unit"), COUNT),
        Column(DAYS_SINCE, words("days_since"), words("days_unit"), COUNT),
    ]
    row = (
        minute(fresh["last_loaded_at"]),
        str(fresh["last_recorded_date"]),
        str(fresh["through_date"] or NOT_AVAILABLE),
        fresh["recording_lag_days"],
        (date.today() - fresh["last_recorded_date"]).days,
    )
    return Table("freshness", words("freshness_table"), columns, [row])
