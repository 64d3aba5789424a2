"""What may be written: the columns of the ledger, their types and their bounds, checked on every batch."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaError, SchemaErrors

from ingest.codes import code_type
from store.errors import CheckFailed

AREA_COLUMNS = tuple(f"area_code_{number}" for number in range(1, 11))


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
    return LedgerColumn(dtype, "bounded", smallest=smallest, largest=largest, is_nullable=is_nullable)


def _code(seed: str, *, is_nullable: bool = True) -> LedgerColumn:
    return LedgerColumn(code_type(seed), "closed list", is_nullable=is_nullable)


def _day(*, is_nullable: bool = True) -> LedgerColumn:
    return LedgerColumn(pl.Date, "bounded", smallest=date(1, 1, 1), largest=date(9999, 12, 31), is_nullable=is_nullable)


def _surrogate(*, is_nullable: bool = True) -> LedgerColumn:
    return LedgerColumn(pl.Int64, "surrogate", smallest=0, largest=2**63 - 1, is_nullable=is_nullable)


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
    "relationship_codes": LedgerColumn(pl.String, "closed list", pattern=r"^[0-9]{2}(-[0-9]{2})*$"),
    "is_householder": LedgerColumn(pl.Boolean, "bounded", is_nullable=False),
    "town_code": LedgerColumn(pl.String, "bounded", pattern=r"^[0-9]{7}$"),
}
AREAS = {name: LedgerColumn(pl.String, "closed list", is_area=True) for name in AREA_COLUMNS}
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
        pl.Datetime("us"), "bounded", smallest=datetime(1, 1, 1), largest=datetime(9999, 12, 31, 23, 59, 59), is_nullable=False
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


def _checks(column: LedgerColumn, area_codes: frozenset[str]) -> list[pa.Check]:
    if column.is_area:
        return [pa.Check.isin(sorted(area_codes))]
    if column.pattern:
        return [pa.Check.str_matches(column.pattern)]
    if column.smallest is None:
        return []
    return [pa.Check.in_range(column.smallest, column.largest)]


@cache
def ledger_schema(kind: str, area_codes: frozenset[str] = frozenset()) -> pa.DataFrameSchema:
    """Return the pandera schema of accepted rows of `kind`; `area_codes` are those the municipalities define."""
    return pa.DataFrameSchema(
        {
            name: pa.Column(
                column.dtype, checks=_checks(column, area_codes), nullable=column.is_nullable, name=name
            )
            for name, column in LEDGER[kind].items()
        },
        strict=True,
        ordered=True,
    )


def validate_rows(rows: pl.DataFrame, kind: str, area_codes: frozenset[str] = frozenset()) -> None:
    """Raise CheckFailed, naming column and rule but no value, unless every accepted row keeps the contract."""
    try:
        ledger_schema(kind, area_codes).validate(rows)
    except SchemaError as error:
        fault = f"column {error.schema.name}, {error.reason_code.name.lower()}"
    except SchemaErrors:
        fault = "several columns"
    else:
        return
    raise CheckFailed(f"Accepted {kind} rows break the contract of the ledger ({fault}). Nothing was loaded; report it.")
