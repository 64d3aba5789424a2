"""The official layouts and the words on forms, as data: `seeds/official_columns.csv` and its neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from store.home import PROJECT_ROOT


@cache
def read_seed(name: str) -> pl.DataFrame:
    """Return a seed of the project, every field as text, blanks as ''."""
    return pl.read_csv(PROJECT_ROOT / "seeds" / f"{name}.csv", infer_schema=False).fill_null("")


@dataclass(frozen=True)
class OfficialColumn:
    """One column of an official table: an attribute of its row, or a sum over cells.

    A sum takes the cells whose item is in `item_signs` (with that sign) and that fit every filter given:
    `resident_kinds` (empty = all), `sex` (empty = all, unknown included) and the ages `age_from` to `age_to`
    (both ends in; persons of unknown age fit no age filter). `is_rate` divides by the opening population.
    """

    header: str
    attribute: str
    item_signs: Mapping[str, int]
    resident_kinds: frozenset[str]
    sex: str
    age_from: int | None
    age_to: int | None
    is_rate: bool


@cache
def official_columns(table_code: str) -> tuple[OfficialColumn, ...]:
    """Return the columns of an official table in the order of its publisher."""
    seed = read_seed("official_columns").filter(pl.col("table_code") == table_code)
    ordered = seed.sort(pl.col("sort_order").cast(pl.Int64))
    return tuple(_column(row) for row in ordered.iter_rows(named=True))


def _column(row: dict[str, str]) -> OfficialColumn:
    return OfficialColumn(
        header=row["header_ja"],
        attribute=row["attribute"],
        item_signs=_item_signs(row["items"]),
        resident_kinds=frozenset(row["resident_kinds"].split()),
        sex=row["sex"],
        age_from=int(row["age_from"]) if row["age_from"] else None,
        age_to=int(row["age_to"]) if row["age_to"] else None,
        is_rate=row["is_rate"] == "true",
    )


def _item_signs(items: str) -> dict[str, int]:
    """Read `in_domestic in_abroad -death` as items to add and, after a minus, to subtract."""
    return {item.removeprefix("-"): -1 if item.startswith("-") else 1 for item in items.split()}


@cache
def form_texts() -> Mapping[str, str]:
    """Return the Japanese words and sentences printed on forms, by their code."""
    seed = read_seed("form_texts")
    return dict(zip(seed["text_code"], seed["label_ja"], strict=True))
