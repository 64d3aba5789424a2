"""The code lists a delivery is judged by: built-in seeds, over them what a municipality defines itself."""

import unicodedata
from functools import cache
from pathlib import Path

import polars as pl

from ingest.layouts import LayoutColumn
from store.errors import ConfigurationError
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


def municipal_seed(home: Home, seed: str, columns: tuple[str, ...]) -> pl.DataFrame:
    """Return these columns of a seed, with the municipalities' own rows put over the built-in ones.

    A municipality that has the file (`<home>/municipalities/<code>/towns.csv` for `town_codes`) replaces its
    rows. Raises ConfigurationError if such a file lacks a column.
    """
    built_in = read_seed(seed).select("municipality_code", *columns)
    file = f"{seed.removesuffix('_codes')}s.csv"
    own = [own_rows(path, columns) for path in sorted(home.municipalities.glob(f"[0-9]*/{file}"))]
    if not own:
        return built_in
    replaced = pl.concat(own)
    return pl.concat([built_in.join(replaced, on="municipality_code", how="anti"), replaced])


def own_rows(path: Path, columns: tuple[str, ...]) -> pl.DataFrame:
    """Return these columns of a municipality's own table; its folder says whose it is.

    Raises ConfigurationError if the file lacks a column.
    """
    try:
        rows = pl.read_csv(path, infer_schema=False, empty_string_is_null=False)
        return rows.select(pl.lit(path.parent.name).alias("municipality_code"), *columns)
    except pl.exceptions.PolarsError:
        raise ConfigurationError(
            f"{path} cannot be read as a table with the columns {', '.join(columns)}. Mend the file."
        ) from None
