"""The code lists a delivery is judged by: built-in seeds, and over them what a municipality defines itself."""

import unicodedata
from functools import cache
from pathlib import Path

import polars as pl

from ingest.layouts import LayoutColumn
from store.home import PROJECT_ROOT, Home

SEEDS = PROJECT_ROOT / "seeds"


@cache
def read_seed(name: str) -> pl.DataFrame:
    """Return a built-in seed, every column as text, blank = empty string."""
    return pl.read_csv(SEEDS / f"{name}.csv", infer_schema=False, empty_string_is_null=False)


def code_column(seed: str) -> str:
    """Return the name of a seed's code column: `x_codes` holds `x_code`."""
    return seed.removesuffix("s")


@cache
def code_type(seed: str) -> pl.Enum:
    """Return the type of a seed's codes: what has it is a member of the closed list by construction."""
    return pl.Enum(read_seed(seed)[code_column(seed)])


@cache
def allowed_codes(column: LayoutColumn) -> pl.Series:
    """Return the closed list of codes of a layout column, without those its layout excepts."""
    codes = read_seed(column.seed)
    for attribute, values in column.except_:
        codes = codes.filter(~pl.col(attribute).is_in(values))
    return codes[code_column(column.seed)].cast(code_type(column.seed))


@cache
def codes_where(seed: str, attribute: str, values: tuple[str, ...]) -> pl.Series:
    """Return the codes of a seed whose attribute has one of these values."""
    codes = read_seed(seed).filter(pl.col(attribute).is_in(values))[code_column(seed)]
    return codes.cast(code_type(seed))


@cache
def codes_by_term(seed: str) -> dict[str, str]:
    """Return the code of every term (`label_ja`) of a seed, terms in NFKC."""
    terms = read_seed(seed)
    labels = (unicodedata.normalize("NFKC", label) for label in terms["label_ja"])
    return dict(zip(labels, terms[code_column(seed)], strict=True))


def municipal_seed(home: Home, name: str) -> pl.DataFrame:
    """Return a seed with the municipalities' own rows, `<home>/municipalities/<code>/<name>.csv`, put over it.

    A municipality that has the file replaces its built-in rows.
    """
    built_in = read_seed(name)
    own = [_own_rows(path, built_in.columns) for path in sorted(home.municipalities.glob(f"*/{name}.csv"))]
    if not own:
        return built_in
    replaced = pl.concat(own)
    kept = built_in.join(replaced, on="municipality_code", how="anti")
    return pl.concat([kept, replaced])


def _own_rows(path: Path, columns: list[str]) -> pl.DataFrame:
    rows = pl.read_csv(path, infer_schema=False, empty_string_is_null=False)
    rows = rows.with_columns(pl.lit(path.parent.name).alias("municipality_code"))
    absent = [pl.lit("").alias(column) for column in columns if column not in rows.columns]
    return rows.with_columns(*absent).select(columns)
