"""Part of データ品質: how much of a month is known when, and what is still expected."""

from datetime import date

import polars as pl

from dashboards.charts.delays import LateShare, late_bars
from dashboards.formats import add_months, number, percentage
from dashboards.page import Page, show_chart, show_heading, show_table
from dashboards.queries.revisions import known_counts, nowcast_trials, nowcasts, reporting_delays
from dashboards.tables import CHANGE, RATE, TEXT, Column, Table
from dashboards.wording import Wording, wording

NAME = "quality_revisions"
MONTHS_SHOWN = 12
DELAYS = {
    "ahead": range(-1200, 0),
    "at_once": range(1),
    "month_1": range(1, 2),
    "month_2": range(2, 4),
    "month_4": range(4, 7),
    "month_7": range(7, 1200),
}
"""Months from a movement to its report, as they are shown together."""
LATE = ("month_1", "month_2", "month_4", "month_7")


def show_revisions(page: Page) -> None:
    """Draw the revision triangle, the reporting delays by reason, and the nowcasts with their back-test."""
    words = wording(NAME, page.words.language)
    show_heading(page, words("triangle_heading"), note=words("triangle_note"))
    show_table(page, triangle_table(page, words), whole=True)
    show_delays(page, words)
    show_nowcasts(page, words)


def triangle_table(page: Page, words: Wording) -> Table:
    """Return what was known of each of the last months at its end and in every month since."""
    first = max(add_months(page.month, 1 - MONTHS_SHOWN), page.months[0])
    months = [month for month in page.months if first <= month <= page.month]
    known = known_counts(page.publication, page.municipality_code, first, page.month)
    columns = [Column("reference_month", words("reference_month"), holds=TEXT)]
    columns += [
        Column(
            f"delay_{delay}", words("delay", months=delay) if delay else words("at_once"), words("persons")
        )
        for delay in range(MONTHS_SHOWN)
    ]
    rows = [
        (page.month_short(month), *(known_at(page, known, month, delay) for delay in range(MONTHS_SHOWN)))
        for month in reversed(months)
    ]
    return Table("revisions", words("triangle_table"), columns, rows)


def known_at(page: Page, known: dict[tuple[date, date], int], month: date, delay: int) -> int | None:
    """Return what was known of a month so many months later; None: not yet."""
    as_known = add_months(month, delay)
    return known.get((month, as_known), 0) if as_known <= page.month else None


def show_delays(page: Page, words: Wording) -> None:
    """Draw how late each reason's movements became known."""
    counts = delays_by_reason(page)
    show_heading(page, words("delays_heading"), note=words("delays_note" if counts else "delays_none"))
    if not counts:
        return
    names = page.labels("reason_codes")
    shares = [
        LateShare(
            names[reason], words(delay), place, percentage(of_reason[delay], sum(of_reason.values())) or 0
        )
        for reason, of_reason in counts.items()
        for place, delay in enumerate(LATE)
    ]
    bars = late_bars(shares, reasons=[names[reason] for reason in counts], unit=words("percent"))
    show_chart("delays", bars, alt=words("delays_alt", late=late_share(counts)))
    show_table(page, delays_table(page, words, counts))


def delays_by_reason(page: Page) -> dict[str, dict[str, int]]:
    """Return the movements of each reason that has any, by how late they became known."""
    counts: dict[str, dict[str, int]] = {}
    for reason, months, count in reporting_delays(page.publication, page.municipality_code).iter_rows():
        of_reason = counts.setdefault(reason, dict.fromkeys(DELAYS, 0))
        of_reason[next(delay for delay, span in DELAYS.items() if months in span)] += count
    return {reason: counts[reason] for reason in page.labels("reason_codes") if reason in counts}


def late_share(counts: dict[str, dict[str, int]]) -> str:
    """Return the share in % of all movements that became known after the month they happened in."""
    late = sum(of_reason[delay] for of_reason in counts.values() for delay in LATE)
    return number(percentage(late, sum(sum(of_reason.values()) for of_reason in counts.values())), 1)


def delays_table(page: Page, words: Wording, counts: dict[str, dict[str, int]]) -> Table:
    """Return the counts behind the bars, with the share known by the end of the month, all reasons first."""
    names = page.labels("reason_codes")
    columns = [Column("reason", words("reason"), holds=TEXT)]
    columns += [Column(delay, words(delay), words("persons")) for delay in DELAYS]
    columns.append(Column("in_month", words("in_month"), words("percent"), RATE))
    total = {delay: sum(of_reason[delay] for of_reason in counts.values()) for delay in DELAYS}
    rows = [
        (
            name,
            *of_reason.values(),
            percentage(of_reason["ahead"] + of_reason["at_once"], sum(of_reason.values())),
        )
        for name, of_reason in [
            (words("total"), total),
            *((names[reason], of_reason) for reason, of_reason in counts.items()),
        ]
    ]
    return Table("delays", words("delays_table"), columns, rows, emphasized=frozenset({0}))


def show_nowcasts(page: Page, words: Wording) -> None:
    """Draw what is still expected of the last months, and how often such bands held in the past."""
    expected = nowcasts(page.publication, page.municipality_code, page.month)
    note = words("nowcasts_note" if expected.height else "nowcasts_none") + coverage(page, words)
    show_heading(page, words("nowcasts_heading"), note=note)
    if expected.height:
        show_table(page, nowcasts_table(page, words, expected))


def coverage(page: Page, words: Wording) -> str:
    """Return the sentence that says how often the band held what was known later."""
    months, tried, covered = nowcast_trials(page.publication, page.municipality_code)
    if not tried:
        return words("coverage_none")
    rate = number(percentage(covered, tried))
    return words("coverage", months=number(months), tried=number(tried), rate=rate)


def nowcasts_table(page: Page, words: Wording, expected: pl.DataFrame) -> Table:
    """Return known and expected counts with the band; the later count stands where it is known by now."""
    columns = [Column("reference_month", words("reference_month"), holds=TEXT)]
    columns += [
        Column(name, words(name), words("persons"), CHANGE if name == "late" else "count")
        for name in ("known", "late", "expected", "lowest", "highest", "later")
    ]
    rows = [
        (page.month_short(month), known, most_likely - known, most_likely, lowest, highest, later)
        for month, known, most_likely, lowest, highest, later in expected.iter_rows()
    ]
    return Table("nowcasts", words("nowcasts_table"), columns, rows)
