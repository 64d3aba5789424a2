"""What a vendor calls things → the codes of profile std: built-in maps, and those a municipality adds."""

from dataclasses import dataclass

import polars as pl

from ingest.codes import read_seed
from ingest.layouts import Layout
from store.errors import ConfigurationError
from store.home import Home

COLUMNS = ("profile", "item_name", "source_value", "code")
FILE = "code_maps.csv"
MapKey = tuple[str, str]
"""Profile and item."""


@dataclass(frozen=True)
class CodeMaps:
    """Codes by what stands for them in a delivery."""

    built_in: dict[MapKey, dict[str, str]]
    own: dict[str, dict[MapKey, dict[str, str]]]
    """Per municipality; they go before the built-in ones."""

    def apply(self, rows: pl.DataFrame, layout: Layout) -> pl.DataFrame:
        """Return rows with the codes of what is mapped; other values stay as they are.

        The maps of a profile go before those of the profiles it is based on.
        """
        profiles = (*reversed(layout.bases), layout.profile)
        for column in layout.columns:
            if column.read_as in rows.columns:
                keys = [(profile, column.item) for profile in profiles]
                rows = rows.with_columns(self._coded(column.read_as, keys))
        return rows

    def _coded(self, name: str, keys: list[MapKey]) -> pl.Expr:
        built_in = _merged(self.built_in, keys)
        coded = pl.col(name).replace(built_in) if built_in else pl.col(name)
        for municipality_code, maps in self.own.items():
            if own := _merged(maps, keys):
                is_here = pl.col("municipality_code") == municipality_code
                coded = pl.when(is_here).then(pl.col(name).replace(built_in | own)).otherwise(coded)
        return coded.alias(name)


def _merged(maps: dict[MapKey, dict[str, str]], keys: list[MapKey]) -> dict[str, str]:
    return {source: code for key in keys for source, code in maps.get(key, {}).items()}


def read_code_maps(home: Home) -> CodeMaps:
    """Return the built-in maps and those in `municipalities/<code>/code_maps.csv`.

    Raises ConfigurationError if such a file cannot be read.
    """
    paths = sorted(home.municipalities.glob(f"[0-9]*/{FILE}"))
    own = {}
    for path in paths:
        try:
            table = pl.read_csv(path, infer_schema=False, empty_string_is_null=False).select(COLUMNS)
        except pl.exceptions.PolarsError:
            raise ConfigurationError(
                f"{path} cannot be read as a table with the columns {', '.join(COLUMNS)}. Mend the file."
            ) from None
        own[path.parent.name] = _by_item(table)
    return CodeMaps(_by_item(read_seed("code_maps")), own)


def _by_item(table: pl.DataFrame) -> dict[MapKey, dict[str, str]]:
    maps: dict[MapKey, dict[str, str]] = {}
    plain = table.with_columns(pl.col("source_value").str.normalize("NFKC"))
    for profile, item, source, code in plain.select(COLUMNS).iter_rows():
        maps.setdefault((profile, item), {})[source] = code
    return maps
