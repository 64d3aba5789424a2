"""Code lists with their labels and attributes, as published beside the marts."""

from datetime import date
from functools import lru_cache

import polars as pl

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
def labels(publication: Publication, seed: str, language: str) -> dict[str, str]:
    """Return the label of every code in `language`, in official order; Japanese where there is no other."""
    rows = code_list(publication, seed)
    label = f"label_{language}" if f"label_{language}" in rows.columns else "label_ja"
    return dict(zip(rows[rows.columns[0]], rows[label], strict=True))


def special_labels(publication: Publication, code_system: str, language: str) -> dict[str, str]:
    """Return the labels of the codes of a system that its own list does not hold."""
    rows = code_list(publication, "special_codes").filter(code_system=code_system)
    return dict(rows.select("code", f"label_{language}").iter_rows())


@lru_cache(maxsize=16)
def eras(publication: Publication) -> dict[str, date]:
    """Return the first day of every Japanese era by its letter."""
    rows = code_list(publication, "eras")
    return {
        letter: date.fromisoformat(str(first))
        for letter, first in rows.select("era", "first_date").iter_rows()
    }
