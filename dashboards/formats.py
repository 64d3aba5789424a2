"""How numbers, months and signs are written (06-dashboards 6.2)."""

from datetime import date, datetime, timedelta

from dashboards.masking import MASK_SIGN, MASKED

Eras = tuple[tuple[str, date], ...]
"""Letter and first day of Japanese eras."""
NOT_AVAILABLE = "…"
MINUS = "−"
FORM_MINUS = "▲"


def number(value: float | None, digits: int = 0) -> str:
    """Return a figure with thousands separators, a true minus sign; `…` where there is none, `X` masked."""
    return sign_for(value) or f"{value:,.{digits}f}".replace("-", MINUS)


def sign_for(value: float | None) -> str:
    """Return the sign that stands where no figure can; blank for a figure."""
    if value is MASKED:
        return MASK_SIGN
    return NOT_AVAILABLE if value is None else ""


def as_computed(value: object) -> str:
    """Return a figure with the digits it has, separators and a true minus sign; `…` where there is none."""
    return NOT_AVAILABLE if value is None else f"{value:,}".replace("-", MINUS)


def signed(value: float | None, digits: int = 0) -> str:
    """Return a difference with its sign; zero is `±0`."""
    if value is None or value is MASKED:
        return sign_for(value)
    rounded = round(value, digits)
    return f"±{abs(rounded):.{digits}f}" if rounded == 0 else f"{rounded:+,.{digits}f}".replace("-", MINUS)


def form_number(value: float | None, digits: int = 0) -> str:
    """Return a figure as on printed forms: ▲ for negatives."""
    return sign_for(value) or f"{value:,.{digits}f}".replace("-", FORM_MINUS)


def percentage(part: float | None, whole: float | None) -> float | None:
    """Return `part` in % of `whole`; None where it cannot be had."""
    return None if part is None or not whole else part / whole * 100


def difference(later: float | None, earlier: float | None) -> float | None:
    return None if later is None or earlier is None else later - earlier


def add_months(month: date, count: int) -> date:
    """Return the first day of the month `count` months later."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def last_day(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)


def month_code(month: date) -> str:
    """Return the stable code of a month, as in URLs and file names."""
    return month.isoformat()[:7]


def minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def month_of(code: str) -> date:
    return date.fromisoformat(f"{code}-01")


def era_month(month: date, eras: Eras) -> str:
    """Return the month in the era its last day lies in, `R8.3`."""
    first_day, letter = max((first, era) for era, first in eras if first <= last_day(month))
    return f"{letter}{month.year - first_day.year + 1}.{month.month}"
