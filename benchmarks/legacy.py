"""The changes to measure with as an older system writes them: CP932, dates of an era, names for codes, zeros.

python -m benchmarks.legacy CHANGES LEGACY
"""

import io
import sys
from pathlib import Path

import polars as pl

from ingest.codes import read_seed
from ingest.layouts import LayoutColumn, read_layouts

ROWS_AT_ONCE = 250_000


def write_legacy(changes: Path, path: Path) -> Path:
    """Write a std delivery of changes as a CSV of profile legacy, row by row the same."""
    rows = pl.read_csv(changes, infer_schema=False, empty_string_is_null=False)
    with path.open("wb") as stream:
        for place, batch in enumerate(rows.iter_slices(ROWS_AT_ONCE)):
            text = io.BytesIO()
            dressed = batch.with_columns(_dressings())
            dressed.write_csv(text, include_header=place == 0, line_terminator="\r\n", quote_style="never")
            stream.write(text.getvalue().decode("utf-8").encode("cp932"))
    return path


def _dressings() -> list[pl.Expr]:
    """Return the columns that an older system writes otherwise."""
    layout = next(each for each in read_layouts() if (each.profile, each.kind) == ("legacy", "changes"))
    return [_dressed(column).alias(column.name) for column in layout.columns if not column.group]


def _dressed(column: LayoutColumn) -> pl.Expr:
    value = pl.col(column.name)
    if column.content == "partial_date":
        return pl.when(value == "").then(pl.lit("0")).otherwise(_era_date(value))
    if column.content == "timestamp":
        return value.str.replace_all("[^0-9]", "")
    if column.content == "integer":
        return value.replace("", "0")
    return value.replace(_names(column.item_name))


def _era_date(day: pl.Expr) -> pl.Expr:
    """Return EYYMMDD of a calendar day, by the numbers of the eras (1 明治 to 5 令和)."""
    eras = read_seed("eras").sort("first_date")["first_date"]
    written = [
        pl.when(day >= first).then(
            pl.concat_str(
                pl.lit(str(number)),
                (day.str.slice(0, 4).cast(pl.Int32) - (int(first[:4]) - 1)).cast(pl.String).str.zfill(2),
                day.str.slice(5, 2),
                day.str.slice(8, 2),
            )
        )
        for number, first in enumerate(eras, 1)
    ]
    return pl.coalesce(*reversed(written))


def _names(item_name: str) -> dict[str, str]:
    """Return what older systems write for the codes of an item."""
    maps = read_seed("code_maps").filter(profile="legacy", item_name=item_name).unique("code", keep="first")
    return dict(maps.select("code", "source_value").iter_rows())


if __name__ == "__main__":
    write_legacy(Path(sys.argv[1]), Path(sys.argv[2]))
