"""Code lists with their labels and attributes, as published beside the marts."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from dashboards.formats import Eras
from dashboards.publication import Publication


@lru_cache(maxsize=128)
def code_list(publication: Publication, seed: str) -> pl.DataFrame:
    """Return a seed's rows in official order; `is_…` and `has_…` columns are booleans."""
    rows = publication.rows(f"select * from {seed}")
    texts = [
        name for name in rows.columns if name.startswith(("is_", "has_")) and rows[name].dtype == pl.String
    ]
    rows = rows.with_columns(pl.col(texts) == "true")
    return rows.sort("sort_order") if "sort_order" in rows.columns else rows


@lru_cache(maxsize=256)
def codes_where(publication: Publication, seed: str, **attributes: object) -> tuple[str, ...]:
    """Return the codes whose attribute columns have these values; a seed's first column is its code."""
    rows = code_list(publication, seed).filter(**attributes)
    return tuple(rows[rows.columns[0]].to_list())


@lru_cache(maxsize=256)
def attributes(
    publication: Publication, seed: str, attribute: str, code: str | None = None
) -> Mapping[str, Any]:
    """Return an attribute column of a code list by code, in official order.

    `code` is the column of the codes, by default the seed's first.
    """
    rows = code_list(publication, seed)
    return dict(zip(rows[code or rows.columns[0]], rows[attribute], strict=True))


def labels(publication: Publication, seed: str, language: str, code: str | None = None) -> Mapping[str, str]:
    """Return the label of every code in `language`, in official order; Japanese where there is no other."""
    label = f"label_{language}"
    has_label = label in code_list(publication, seed).columns
    return attributes(publication, seed, label if has_label else "label_ja", code)


@lru_cache(maxsize=64)
def special_labels(publication: Publication, code_system: str, language: str) -> Mapping[str, str]:
    """Return the labels of the codes of a system that its own list does not hold."""
    rows = code_list(publication, "special_codes").filter(code_system=code_system)
    return dict(rows.select("code", f"label_{language}").iter_rows())


@lru_cache(maxsize=16)
def eras(publication: Publication) -> Eras:
    """Return the letter and the first day of every Japanese era."""
    first_dates = attributes(publication, "eras", "first_date", "era")
    return tuple((era, date.fromisoformat(str(first))) for era, first in first_dates.items())
