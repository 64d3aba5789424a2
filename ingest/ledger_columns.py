"""The columns of the ledger: their types, and what keeps each from holding anything else."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from ingest.codes import code_type

AREA_COLUMNS = tuple(f"area_code_{number}" for number in range(1, 11))


CLOSED_LIST, BOUNDED, SURROGATE = "closed list", "bounded number or day", "surrogate of the link table"


@dataclass(frozen=True)
class LedgerColumn:
    """A column of the ledger: its type, and what keeps it from holding anything else.

    `membership` is one of the three of 04-privacy 4.3a: a closed list, a bounded number or day, a surrogate.
    """

    dtype: Any
    membership: str
    is_area: bool = False
    """Its closed list is what the municipalities define themselves."""
    smallest: Any = None
    largest: Any = None
    pattern: str = ""
    is_nullable: bool = True


def _number(dtype: Any, smallest: int, largest: int, *, is_nullable: bool = True) -> LedgerColumn:
    return LedgerColumn(dtype, BOUNDED, smallest=smallest, largest=largest, is_nullable=is_nullable)


def _code(seed: str, *, is_nullable: bool = True) -> LedgerColumn:
    return LedgerColumn(code_type(seed), CLOSED_LIST, is_nullable=is_nullable)


def _day(*, is_nullable: bool = True) -> LedgerColumn:
    return LedgerColumn(
        pl.Date, BOUNDED, smallest=date(1, 1, 1), largest=date(9999, 12, 31), is_nullable=is_nullable
    )


def _surrogate(*, is_nullable: bool = True) -> LedgerColumn:
    return LedgerColumn(pl.Int64, SURROGATE, smallest=0, largest=2**63 - 1, is_nullable=is_nullable)


KEYS = {
    "delivery_id": _number(pl.Int32, 1, 2**31 - 1, is_nullable=False),
    "row_number": _number(pl.Int64, 1, 2**40, is_nullable=False),
    "municipality_code": _code("municipality_codes", is_nullable=False),
    "person_token": _surrogate(is_nullable=False),
    "history_number": _number(pl.Int32, 1, 999_999, is_nullable=False),
}
STATE = {
    "birth_year": _number(pl.Int16, 1, 9999),
    "birth_month": _number(pl.Int8, 1, 12),
    "birth_day": _number(pl.Int8, 1, 31),
    "sex_code": _code("sex_codes", is_nullable=False),
    "resident_kind_code": _code("resident_kind_codes", is_nullable=False),
    "nationality_code": _code("nationality_codes"),
    "residence_status_code": _code("residence_status_codes"),
    "article_30_45_code": _code("article_30_45_codes"),
    "relationship_codes": LedgerColumn(pl.String, CLOSED_LIST, pattern=r"^[0-9]{2}(-[0-9]{2})*$"),
    "is_householder": LedgerColumn(pl.Boolean, BOUNDED, is_nullable=False),
    "town_code": LedgerColumn(pl.String, BOUNDED, pattern=r"^[0-9]{7}$"),
}
AREAS = {name: LedgerColumn(pl.String, CLOSED_LIST, is_area=True) for name in AREA_COLUMNS}
CHANGES = {
    **KEYS,
    "household_token": _surrogate(),
    "reason_code": _code("reason_codes", is_nullable=False),
    "notification_type_code": _code("notification_type_codes"),
    "changed_year": _number(pl.Int16, 0, 9999, is_nullable=False),
    "changed_month": _number(pl.Int8, 0, 12, is_nullable=False),
    "changed_day": _number(pl.Int8, 0, 31, is_nullable=False),
    "changed_date": _day(),
    "notified_date": _day(),
    "recorded_at": LedgerColumn(
        pl.Datetime("us"),
        BOUNDED,
        smallest=datetime(1, 1, 1),
        largest=datetime(9999, 12, 31, 23, 59, 59),
        is_nullable=False,
    ),
    "recorded_date": _day(is_nullable=False),
    "target_history_number": _number(pl.Int32, 1, 999_999),
    **STATE,
    "origin_municipality_code": _code("municipality_codes"),
    "origin_country_code": _code("nationality_codes"),
    "destination_municipality_code": _code("municipality_codes"),
    "destination_country_code": _code("nationality_codes"),
    **AREAS,
}
RESIDENTS = {
    **KEYS,
    "household_token": _surrogate(is_nullable=False),
    **STATE,
    **AREAS,
    "base_date": _day(is_nullable=False),
}
LEDGER = {"changes": CHANGES, "residents": RESIDENTS}
