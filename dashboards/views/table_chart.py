"""The chart of 集計表: lines over months, else bars, where they can be told apart."""

from collections.abc import Callable, Sequence

from dashboards.charts.own_table import MOST_BARS, MOST_SERIES, TableFigure, table_bars, table_lines
from dashboards.charts.style import SEX_COLOURS, STAY_COLOURS
from dashboards.masking import MASKED
from dashboards.own_tables import SHARES, Grid, Key, Plan
from dashboards.page import Page, show_chart
from dashboards.queries.seeds import attributes
from dashboards.queries.subjects import MONTH
from dashboards.tables import DIGITS, RATE

SEX = "sex"
Naming = Callable[[Key], str]


def show_own_chart(
    page: Page, plan: Plan, grid: Grid, *, row_name: Naming, column_name: Naming, unit: str, alt: str
) -> None:
    """Draw the cells without totals, unless there are too many or two of one name: those would be one bar."""
    rows = [row for row in grid.rows if row]
    columns = [column for column in grid.columns if column] or [()]
    over_months = plan.column == (MONTH,)
    series = rows if over_months else columns
    if not rows or len(series) > MOST_SERIES or (not over_months and len(rows) * len(columns) > MOST_BARS):
        return
    cells = [
        TableFigure(
            column_name(column) if over_months else row_name(row),
            row_name(row) if over_months else column_name(column),
            drawn(grid, row, column),
        )
        for row in rows
        for column in columns
    ]
    if len({(cell.place, cell.series) for cell in cells}) < len(cells):
        return
    is_line = over_months or plan.rows == (MONTH,)
    names = plan.rows if over_months else plan.column
    spec = (table_lines if is_line else table_bars)(
        cells,
        colours=colours(page, names, series),
        unit=unit,
        digits=DIGITS[RATE] if plan.show in SHARES else 0,
    )
    show_chart("own_table", spec, alt=alt)


def drawn(grid: Grid, row: Key, column: Key) -> float | None:
    """Return what is drawn of a cell: nothing of a masked one."""
    value = grid.values[row, column]
    return None if value is MASKED else value


def colours(page: Page, names: Sequence[str], series: Sequence[Key]) -> list[str]:
    """Return the colours of the series; the sexes have theirs on every page."""
    if tuple(names) != (SEX,):
        return list(STAY_COLOURS)
    sexes = attributes(page.publication, "sex_codes", "report_sex")
    return [SEX_COLOURS.get(sexes[code] or "", STAY_COLOURS[-1]) for (code,) in series]
