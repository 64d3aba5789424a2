"""Days as numbers (since 1970-01-01), dates as written (yyyymmdd, zeros for unknown parts), office days."""

from calendar import monthrange
from datetime import date
from functools import cache

import numpy as np

FIRST_YEAR, LAST_YEAR = 1850, 2200
EPOCH = date(1970, 1, 1).toordinal()


@cache
def written_table() -> tuple[np.ndarray, int]:
    """Return yyyymmdd of every day from FIRST_YEAR to LAST_YEAR, and the first day's number."""
    first = date(FIRST_YEAR, 1, 1).toordinal() - EPOCH
    last = date(LAST_YEAR, 12, 31).toordinal() - EPOCH
    days = np.arange(first, last + 1).astype("datetime64[D]")
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    months = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day_of_month = (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    return (years * 10000 + months * 100 + day_of_month).astype(np.int32), first


def written(days: np.ndarray) -> np.ndarray:
    """Return yyyymmdd of day numbers."""
    table, first = written_table()
    return table[days - first]


def month_number(text: str) -> int:
    """Return the month `YYYY-MM` counted as year · 12 + month − 1."""
    return int(text[:4]) * 12 + int(text[5:]) - 1


def last_day(month: int) -> date:
    """Return the last day of a month counted as year · 12 + month − 1."""
    return date(month // 12, month % 12 + 1, monthrange(month // 12, month % 12 + 1)[1])


def month_start(month: int) -> int:
    """Return the day number of the first day of a month counted as year · 12 + month − 1."""
    return date(month // 12, month % 12 + 1, 1).toordinal() - EPOCH


def month_days(month: int) -> np.ndarray:
    """Return the day numbers of a month."""
    return np.arange(month_start(month), month_start(month + 1))


def month_of(days: np.ndarray) -> np.ndarray:
    """Return the months (year · 12 + month − 1) of day numbers."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12


@cache
def office_weights(month: int) -> np.ndarray:
    """Return cumulated shares of a month's work per day: weekdays, few Saturdays, closed at New Year.

    Around the turn of the fiscal year (late March, early April) counters open on Sundays and queues are long.
    """
    days = month_days(month)
    weekday = (days + 3) % 7
    weights = np.array([1.25, 1.0, 0.95, 0.95, 1.1, 0.04, 0.02])[weekday]
    calendar_month = month % 12 + 1
    of_month = days - days[0] + 1
    if calendar_month == 3:
        weights = (
            weights * np.where(of_month >= 20, 2.2, 1.0) * np.where((weekday == 6) & (of_month > 23), 12, 1)
        )
    if calendar_month == 4:
        weights = (
            weights * np.where(of_month <= 10, 2.0, 1.0) * np.where((weekday == 6) & (of_month < 8), 12, 1)
        )
    closed = (calendar_month == 12) & (of_month >= 29) | (calendar_month == 1) & (of_month <= 3)
    return np.cumsum(np.where(closed, 1e-6, weights))


@cache
def calendar_weights(month: int) -> np.ndarray:
    """Return cumulated weights of the days people plan to move on: weekends, month ends, late March."""
    days = month_days(month)
    weekday = (days + 3) % 7
    weights = np.where(weekday >= 5, 1.6, 1.0)
    of_month = days - days[0] + 1
    weights = weights * np.where((of_month >= 25) | (of_month <= 2), 1.5, 1.0)
    if month % 12 + 1 == 3:
        weights = weights * np.where(of_month >= 18, 2.5, 1.0)
    return np.cumsum(weights)


def draw_days(rng: np.random.Generator, cumulated: np.ndarray, month: int, count: int) -> np.ndarray:
    """Return `count` day numbers of a month, drawn by cumulated weights."""
    place = np.searchsorted(cumulated, rng.random(count) * cumulated[-1], side="right")
    return (month_start(month) + np.minimum(place, len(cumulated) - 1)).astype(np.int32)


def office_days(
    rng: np.random.Generator, month: int, count: int, not_before: np.ndarray | int | None = None
) -> np.ndarray:
    """Return days of a month on which the office records something, none earlier than `not_before`."""
    days = draw_days(rng, office_weights(month), month, count)
    return days if not_before is None else np.maximum(days, not_before).astype(np.int32)


def office_seconds(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return seconds of the day in office hours, 8:30 to 17:15 with a lunch dip and a short tail."""
    start, end = 8 * 3600 + 1800, 17 * 3600 + 900
    seconds = rng.integers(start, end, count)
    lunch = (seconds >= 12 * 3600) & (seconds < 13 * 3600) & (rng.random(count) < 0.5)
    seconds = np.where(lunch, seconds + 5400, seconds)
    return np.where(rng.random(count) < 0.02, end + rng.integers(0, 5400, count), seconds).astype(np.int32)
