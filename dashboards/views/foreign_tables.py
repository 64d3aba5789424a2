"""The tables of foreign residents: nationalities, groups of residence status, changes, households."""

from collections.abc import Sequence
from datetime import date

from dashboards.formats import add_months, difference, percentage
from dashboards.page import Page
from dashboards.queries.cells import Cells
from dashboards.queries.foreigners import (
    flow_items,
    foreign_flows,
    foreigners_by_group,
    foreigners_by_nationality_and_group,
    foreigners_of_group,
)
from dashboards.queries.households import kinds_by_month
from dashboards.queries.masking import sum_unless_masked
from dashboards.queries.seeds import code_list
from dashboards.tables import CHANGE, RATE, TEXT, Column, Table
from dashboards.views.foreign_figures import Nationality, group_chosen, group_names, together
from dashboards.views.masked_figures import shown

MONTHS = 12


def nationalities_table(page: Page, found: Sequence[Nationality]) -> Table:
    """Return the nationalities of the group chosen against the year before, and by every group of status."""
    words, groups, has_before = page.words, group_names(page), page.months_before(MONTHS) is not None
    columns = [
        Column("nationality", words("nationality_heading"), holds=TEXT),
        Column("population", words("count"), words("persons")),
        Column("population_before", words("year_before"), words("persons")),
        Column("change", words("change_year"), words("persons"), CHANGE),
        *(Column(f"group_{group}", name, words("persons")) for group, name in groups.items()),
    ]

    def row(one: Nationality, parts: Sequence[int | None]) -> tuple[object, ...]:
        change = shown(difference(one.count, one.before))
        before = (shown(one.before), change) if has_before else (None, None)
        return (one.name, shown(one.count), *before, *map(shown, parts))

    total = together(page, found)
    rows = [row(one, counts_by_group(page, one.codes)) for one in found]
    rows.append(row(total, counts_by_group(page, None if group_chosen(page) is None else total.codes)))
    caption = f"{words('nationalities_table')}　{page.month_end(page.month)}"
    return Table("nationalities", caption, columns, rows, emphasized=frozenset({len(rows) - 1}))


def counts_by_group(page: Page, nationality_codes: Sequence[str] | None) -> list[int | None]:
    """Return the persons of some nationalities, None: of all, by group of status; None is masked."""
    of_whom, month, groups = (page.publication, page.municipality_code), page.month, group_names(page)
    if nationality_codes is None:
        of_all = foreigners_by_group(*of_whom, (month,))
        return [of_all.get((month, group), 0) for group in groups]
    counts = foreigners_by_nationality_and_group(*of_whom, month)
    return [sum_unless_masked(counts.get((code, group), 0) for code in nationality_codes) for group in groups]


def groups_table(page: Page, years: Sequence[date]) -> Table:
    """Return the groups of residence status, latest year first."""
    words, groups = page.words, group_names(page)
    of_whom = (page.publication, page.municipality_code, tuple(years))
    counts, wholes = foreigners_by_group(*of_whom), foreigners_of_group(*of_whom, None)
    columns = [
        Column("stat_month", words("month_heading"), holds=TEXT),
        *(Column(f"group_{group}", name, words("persons")) for group, name in groups.items()),
        Column("population", words("total"), words("persons")),
    ]
    rows = []
    for month in reversed(years):
        parts = [counts.get((month, group), 0) for group in groups]
        rows.append((page.month_short(month), *map(shown, parts), shown(wholes[month])))
    return Table("residence_status_groups", words("groups_table"), columns, rows)


def changes_table(page: Page) -> Table:
    """Return what the 異動集計表 of twelve months sum to for foreign residents, and a year before."""
    words, labels = page.words, page.labels("report_item_codes")
    now, before = flows_until(page, page.month), flows_until(page, add_months(page.month, -MONTHS))
    drawn = {row["item_code"]: row for row in code_list(page.publication, "form_lines").iter_rows(named=True)}
    items = flow_items(page.publication)

    def row(item: str) -> tuple[object, ...]:
        counts = [None if flows is None else flows.get(item, 0) for flows in (now, before)]
        return (labels[item], *counts, difference(*counts))

    rows = [row(item) for item in items]
    columns = [
        Column("item", words("item"), holds=TEXT),
        Column("now", words("twelve_months", month=page.month_short(page.month)), words("persons")),
        Column("before", words("twelve_months_before"), words("persons")),
        Column("change", words("difference"), words("persons"), CHANGE),
    ]
    strong = frozenset(place for place, item in enumerate(items) if drawn[item]["is_strong"])
    return Table("foreign_changes", words("changes_table"), columns, rows, emphasized=strong)


def flows_until(page: Page, month: date) -> dict[str, int] | None:
    """Return the flows of the twelve months up to one, None if they are not all covered."""
    months = tuple(add_months(month, -back) for back in range(MONTHS - 1, -1, -1))
    with_flows = {one.month for one in page.covered if not one.is_base_month}
    if not with_flows.issuperset(months):
        return None
    return dict(foreign_flows(page.publication, page.municipality_code, months))


def households_table(page: Page, years: Sequence[date]) -> Table:
    """Return the households with foreign residents, latest year first."""
    words, kinds = page.words, code_list(page.publication, "household_kind_codes")
    names = page.labels("household_kind_codes")
    counts = kinds_by_month(page.publication, Cells(page.municipality_code), tuple(years))
    with_foreigners = kinds.filter(has_foreign=True)["household_kind_code"].to_list()
    columns = [
        Column("stat_month", words("month_heading"), holds=TEXT),
        *(Column(f"kind_{kind}", names[kind], words("households")) for kind in with_foreigners),
        Column("with_foreign", words("with_foreign"), words("households")),
        Column("share", words("share_of_households"), words("percent"), RATE),
    ]
    rows = []
    for month in reversed(years):
        parts = [counts.get((month, kind), 0) for kind in with_foreigners]
        whole = sum(counts.get((month, kind), 0) for kind in names)
        rows.append((page.month_short(month), *parts, sum(parts), percentage(sum(parts), whole)))
    return Table("foreign_households", words("households_table"), columns, rows)
