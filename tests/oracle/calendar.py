"""Months as YYYY-MM."""

from datetime import date, timedelta


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def next_month(month: str) -> str:
    return month_of(date.fromisoformat(f"{month}-28") + timedelta(days=4))


def first_day_after(month: str) -> date:
    """Return the day on which ages of the stock are taken: the first of the next month (2.4)."""
    return date.fromisoformat(f"{next_month(month)}-01")


def months_between(first: str, last: str) -> list[str]:
    """Return the months from the first to the last, both included; the first in any case."""
    months = [first]
    while months[-1] < last:
        months.append(next_month(months[-1]))
    return months
