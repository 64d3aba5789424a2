"""データ品質: can I trust today's figures?"""

import polars as pl

from dashboards.address import no_choices
from dashboards.formats import number
from dashboards.page import Page, show_foot, show_head, show_heading, show_table
from dashboards.queries.quality import deliveries, quality_by_month
from dashboards.views.quality_bounds import show_bounds, show_freshness
from dashboards.views.quality_deliveries import OUTCOMES, deliveries_table, show_rules, show_warnings
from dashboards.views.quality_reconciliation import show_reconciliations
from dashboards.views.quality_revisions import show_revisions
from dashboards.views.quality_scan import show_scan
from dashboards.views.quality_version import show_version

NAME, PATH = "quality", "quality"
DELIVERIES_SHOWN = 60
choices = no_choices


def show(page: Page) -> None:
    """Draw where the rows went, how fresh and right the figures are, and that no number lies about."""
    ledger = deliveries(page.publication)
    rules = quality_by_month(page.publication, page.municipality_code)
    show_head(page, title=page.words("title"), sentence=answer(page, ledger, rules))
    show_heading(page, page.words("sum_heading"), note=page.words("sum_note"))
    show_table(page, deliveries_table(page, ledger), first=DELIVERIES_SHOWN)
    show_bounds(page)
    show_freshness(page)
    show_reconciliations(page)
    show_rules(page, rules)
    show_warnings(page)
    show_revisions(page)
    show_scan(page)
    show_version(page)
    show_foot(page)


def answer(page: Page, ledger: pl.DataFrame, rules: pl.DataFrame) -> str:
    """Return whether every received row is accounted for and the checks passed."""
    words = page.words
    still_open = ledger.filter(pl.col("received") != pl.sum_horizontal(OUTCOMES)).height
    if still_open:
        return words("answer_bad", deliveries=ledger.height, open=still_open)
    return words(
        "answer_good",
        deliveries=number(ledger.height),
        received=number(int(ledger["received"].sum())),
        checks=checks(page),
        month=page.month_short(page.month),
        found=found_in_month(page, rules),
    )


def found_in_month(page: Page, rules: pl.DataFrame) -> str:
    """Return how often each rule applied in the month of the page."""
    of_month = rules.filter(pl.col("stat_month") == page.month)
    counts = dict(of_month.select("rule_code", "row_count").iter_rows())
    names = page.labels("quality_rule_codes")
    return page.words("list_separator").join(
        counted(name, counts.get(rule, 0)) for rule, name in names.items()
    )


def counted(name: str, count: int) -> str:
    """Return a rule's name and count for prose; a unit that the name has in parentheses follows the count."""
    what, _, unit = name.partition("（")
    return f"{what} {number(count)}{unit.removesuffix('）')}"


def checks(page: Page) -> str:
    """Return what the manifest says of checks; a version is published only after all of them passed."""
    counted = page.publication.manifest.get("checks")
    if not counted:
        return page.words("checks_by_publication")
    if counted["failed"]:
        return page.words("checks_failed", failed=number(counted["failed"]))
    return page.words("checks_passed", passed=number(counted["passed"]))
