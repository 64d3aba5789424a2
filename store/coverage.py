"""Through which month deliveries cover a municipality, and which months they skip: one may be forgotten."""

from calendar import monthrange
from collections import defaultdict
from datetime import date

from store.ledger import Delivery

MOST_NAMED = 5


def missing_months(deliveries: list[Delivery]) -> dict[str, list[str]]:
    """Return for each municipality the whole months (YYYY-MM) that its deliveries skip, none without gap.

    A month is skipped if it lies between the base and the last recorded date, in the span of no delivery's
    recorded dates, and no `--through` of the municipality covers it.
    """
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    declared: dict[str, int] = defaultdict(int)
    for entry in deliveries:
        for code in entry.municipality_codes:
            if entry.through_date:
                declared[code] = max(declared[code], _last_whole_month(entry.through_date))
            is_later_list = entry.kind == "residents" and code in spans
            if entry.first_recorded_date and entry.last_recorded_date and not is_later_list:
                span = (_month_index(entry.first_recorded_date), _month_index(entry.last_recorded_date))
                spans[code].append(span)
    gaps = {code: _between(sorted(spans[code]), after=declared[code]) for code in sorted(spans)}
    return {code: months for code, months in gaps.items() if months}


def covered_through(deliveries: list[Delivery], municipality_code: str) -> str:
    """Return the last month (YYYY-MM) that can be tabulated with these deliveries, blank if there is none.

    As the models have it (03-tables 3.1): what a `--through` of the municipality covers, or the month of the
    last recorded date that came without one, of whichever municipality.
    """
    declared = [
        _last_whole_month(entry.through_date)
        for entry in deliveries
        if entry.through_date and municipality_code in entry.municipality_codes
    ]
    assumed = [
        _month_index(entry.last_recorded_date)
        for entry in deliveries
        if entry.through_date is None and entry.last_recorded_date
    ]
    return _month(max([*declared, *assumed])) if declared or assumed else ""


def _month(index: int) -> str:
    return f"{index // 12}-{index % 12 + 1:02}"


def _between(spans: list[tuple[int, int]], *, after: int) -> list[str]:
    """Return the months between the spans that lie after a declared one."""
    missing = []
    known = spans[0][1]
    for first, last in spans:
        missing += [_month(index) for index in range(max(known, after) + 1, first)]
        known = max(known, last)
    return missing


def _month_index(day: str) -> int:
    moment = date.fromisoformat(day)
    return moment.year * 12 + moment.month - 1


def _last_whole_month(through: str) -> int:
    day = date.fromisoformat(through)
    is_last_day = day.day == monthrange(day.year, day.month)[1]
    return _month_index(through) - (not is_last_day)


def gap_sentences(missing: dict[str, list[str]]) -> list[str]:
    """Return a warning for each municipality with a gap, the first few by name."""
    named = list(missing.items())[:MOST_NAMED]
    lines = [f"Warning: no delivery of {code} brings {_months(months)}." for code, months in named]
    if len(missing) > len(named):
        lines.append(f"Warning: so it is in {len(missing) - len(named):,} more municipalities.")
    advice = "Load what is missing, or say with `load --through` that there is nothing."
    return [*lines, advice] if lines else []


def _months(months: list[str]) -> str:
    shown = ", ".join(months[:MOST_NAMED])
    return shown if len(months) <= MOST_NAMED else f"{shown} and {len(months) - MOST_NAMED} more months"
