"""The reader's own table as planned by the choices of the page: subject, sides, months, filters."""

from collections.abc import Sequence
from datetime import date

from dashboards.address import Choice, settle, url_moved
from dashboards.dimension_labels import dimension_labels
from dashboards.formats import add_months, month_code, month_of
from dashboards.own_tables import CHANGES, COUNT, SHARE_OF_ALL, SHARE_OF_COLUMN, SHARE_OF_ROW, SHOWN, Plan
from dashboards.page import Page
from dashboards.publication import Publication
from dashboards.queries.areas import DISTRICT_PREFIX, CoveredMonth, areas
from dashboards.queries.seeds import code_list, codes_where
from dashboards.queries.subjects import DISTRICT, MONTH, SUBJECTS, TOWN, Dimension, Subject, offered, recoding
from dashboards.queries.summary import TOTAL
from dashboards.queries.tabulated import Question

NO_DIMENSION = "none"
OF_MONTH, SAME_MONTHS, SINCE = "month", "same", "since"
ROLLING = {"last12": 12, "last24": 24, "last60": 60}
TIMES = (OF_MONTH, *ROLLING, SAME_MONTHS, SINCE)
MOST_ROWS = 2
"""Dimensions along the rows."""
NATIONALITY = "nationality"


def chosen_subject(publication: Publication, municipality_code: str, from_url: bool) -> Subject:
    """Return the subject that the URL or the picker names, which decides what else can be chosen."""
    name = str(settle(Choice("subject", tuple(SUBJECTS), next(iter(SUBJECTS))), from_url=from_url))
    return offered(publication, municipality_code, SUBJECTS[name])


def plan_choices(
    publication: Publication, municipality_code: str, covered: Sequence[CoveredMonth]
) -> tuple[Choice, ...]:
    """Return subject, rows, column, what is shown, time, and a filter per dimension of the subject."""
    subject = chosen_subject(publication, municipality_code, url_moved())
    months = tuple(month_code(one.month) for one in covered)
    return (
        Choice("subject", tuple(SUBJECTS), next(iter(SUBJECTS))),
        Choice("rows", subject.names, many=True),
        Choice("column", (NO_DIMENSION, *subject.names), default_column(subject)),
        Choice("show", SHOWN, COUNT),
        Choice("time", TIMES, OF_MONTH),
        Choice("since", months, months[-1]),
        *(
            Choice(filter_name(dimension), filter_codes(publication, municipality_code, dimension), many=True)
            for dimension in filters(subject)
        ),
    )


def default_column(subject: Subject) -> str:
    """Return the column of a table nobody has shaped yet."""
    return next(name for name in ("sex", "household_size", "direction") if name in subject.names)


def filters(subject: Subject) -> tuple[Dimension, ...]:
    """Return the dimensions a page of this subject can keep codes of; time and nationality have their own."""
    return tuple(one for one in subject.dimensions if one.name not in (MONTH, NATIONALITY))


def filter_name(dimension: Dimension) -> str:
    return f"only_{dimension.name}"


def filter_codes(publication: Publication, municipality_code: str, dimension: Dimension) -> tuple[str, ...]:
    """Return the codes of a dimension that can be kept."""
    if dimension in (DISTRICT, TOWN):
        codes = areas(publication, municipality_code)
        return tuple(code for code in codes if code.startswith(DISTRICT_PREFIX) == (dimension == DISTRICT))
    if dimension.label_list:
        rows = code_list(publication, dimension.label_list)
        return tuple(rows[rows.columns[0]].to_list())
    recoded = recoding(publication, municipality_code, dimension)
    plain = [str(size) for size in range(1, 1 + min(map(int, recoded)) - 1)] if recoded else []
    return (*plain, *dict.fromkeys(recoded.values()))


def make_plan(page: Page) -> Plan:
    """Return the plan that the choices of the page mean."""
    subject = offered(page.publication, page.municipality_code, SUBJECTS[str(page.own["subject"])])
    column = str(page.own["column"])
    rows = tuple(name for name in page.own["rows"] if name != column)[:MOST_ROWS]
    rows = rows or tuple(name for name in default_rows(subject) if name != column)[:1]
    columns = () if column == NO_DIMENSION else (column,)
    kept = [
        (dimension.name, tuple(page.own[filter_name(dimension)]))
        for dimension in filters(subject)
        if page.own[filter_name(dimension)]
    ]
    if page.nationality != TOTAL and NATIONALITY in subject.names:
        kinds = codes_where(page.publication, "resident_kind_codes", report_resident_kind=page.nationality)
        kept.append((NATIONALITY, kinds))
    months = tabulated_months(page, subject, is_cut_by_month=MONTH in (*rows, *columns))
    question = Question(subject.name, page.municipality_code, rows, columns, months, tuple(kept))
    plan, show = Plan(question), str(page.own["show"])
    return Plan(question, show) if show in possible_shows(plan) else plan


def default_rows(subject: Subject) -> tuple[str, ...]:
    """Return what the rows are until somebody chooses, the first that is no column."""
    usual = ("age_group", "household_kind", "reason", "partner_kind", "district")
    return (*(name for name in usual if name in subject.names), *subject.names)


def possible_shows(plan: Plan) -> tuple[str, ...]:
    """Return what the cells of a plan can show: shares only where a total means something."""
    if plan.subject.is_signed:
        shares = []
    else:
        adds = {
            SHARE_OF_ROW: plan.adds_up(plan.column),
            SHARE_OF_COLUMN: plan.adds_up(plan.rows),
            SHARE_OF_ALL: plan.adds_up((*plan.rows, *plan.column)),
        }
        shares = [show for show, is_possible in adds.items() if is_possible]
    return (COUNT, *shares, *CHANGES)


def tabulated_months(page: Page, subject: Subject, *, is_cut_by_month: bool) -> tuple[date, ...]:
    """Return the months of the table, earliest first. Stocks of several months are never added up."""
    base = set() if subject.is_stock else {one.month for one in page.covered if one.is_base_month}
    months = [month for month in page.months if month <= page.month and month not in base]
    time = str(page.own["time"])
    if time == OF_MONTH or (subject.is_stock and not is_cut_by_month):
        return tuple(month for month in months if month == page.month)
    if time in ROLLING:
        return tuple(month for month in months if month > add_months(page.month, -ROLLING[time]))
    if time == SAME_MONTHS:
        return tuple(month for month in months if month.month == page.month.month)
    return tuple(month for month in months if month >= month_of(str(page.own["since"])))


def plan_codes(page: Page, plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return the codes of every dimension of the table, in order, without those that are filtered out."""
    kept = dict(plan.question.kept)
    months = tuple(map(month_code, plan.question.months))
    return {
        name: months
        if name == MONTH
        else tuple(
            code
            for code in dimension_labels(page, plan.subject.dimension(name))
            if name not in kept or code in kept[name]
        )
        for name in (*plan.rows, *plan.column)
    }
