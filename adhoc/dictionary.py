"""What a query may name: tables, columns and what they mean, from where each text is written once.

Tables and types are those of the file that is asked, sentences those of the models (`models/**/*.yml`,
`seeds/seeds.yml`), definitions those of `models/columns.md`, labels and units those of
`seeds/column_labels.csv`.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import yaml  # type: ignore[import-untyped]

from access.marts import VERSION_DATABASE, open_marts
from adhoc.sight import Sight
from store.home import PROJECT_ROOT

DESCRIPTIONS = ("models/marts/*.yml", "models/reports/*.yml", "seeds/seeds.yml")
DEFINITION = re.compile(r"{% docs (\w+) %}\n(.*?)\n{% enddocs %}", flags=re.DOTALL)
SENTENCE_END = re.compile(r"(?<=\.)\s+|(?<=\u3002)\s*")
JAPANESE_STOP = "\u3002"
YAML_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class ColumnEntry:
    """A column: its type in the engine, label and unit if files have it too, definition (Japanese)."""

    name: str
    data_type: str
    label_ja: str
    label_en: str
    unit: str
    definition: str


@dataclass(frozen=True)
class TableEntry:
    """A table: what a row is, in both languages as far as it is written in them, and its columns."""

    name: str
    description_ja: str
    description_en: str
    columns: tuple[ColumnEntry, ...]


@lru_cache(maxsize=8)
def dictionary(sight: Sight) -> tuple[TableEntry, ...]:
    """Return the tables of the file that is seen, in the order of their names."""
    tables: dict[str, list[ColumnEntry]] = {}
    for table, column, data_type in _columns(sight):
        tables.setdefault(table, []).append(_column_entry(column, data_type))
    return tuple(
        TableEntry(name, *_in_both_languages(_descriptions().get(name, "")), tuple(columns))
        for name, columns in tables.items()
    )


def _columns(sight: Sight) -> list[tuple[str, str, str]]:
    cursor = open_marts(sight.marts_file, sight.municipality_codes).cursor()
    try:
        return cursor.execute(
            "select table_name, column_name, data_type from duckdb_columns() where database_name = ?"
            " order by table_name, column_index",
            [VERSION_DATABASE],
        ).fetchall()
    finally:
        cursor.close()


def _column_entry(name: str, data_type: str) -> ColumnEntry:
    label = _labels().get(name, {})
    return ColumnEntry(
        name=name,
        data_type=data_type.lower(),
        label_ja=label.get("label_ja", ""),
        label_en=label.get("label_en", ""),
        unit=label.get("unit", ""),
        definition=_definitions().get(name, ""),
    )


def _in_both_languages(description: str) -> tuple[str, str]:
    """Return the Japanese and the English sentences of a description."""
    sentences = [sentence for sentence in SENTENCE_END.split(description.strip()) if sentence]
    japanese = [sentence for sentence in sentences if sentence.endswith(JAPANESE_STOP)]
    english = [sentence for sentence in sentences if sentence not in japanese]
    return "".join(japanese), " ".join(english)


@cache
def _descriptions() -> dict[str, str]:
    entries: dict[str, str] = {}
    for pattern in DESCRIPTIONS:
        for path in sorted(PROJECT_ROOT.glob(pattern)):
            told = yaml.load(path.read_text("utf-8"), Loader=YAML_LOADER)
            models = (*told.get("models", ()), *told.get("seeds", ()))
            entries |= {model["name"]: model["description"] for model in models}
    return entries


@cache
def _definitions() -> dict[str, str]:
    return dict(DEFINITION.findall((PROJECT_ROOT / "models" / "columns.md").read_text("utf-8")))


@cache
def _labels() -> dict[str, dict[str, str]]:
    with (PROJECT_ROOT / "seeds" / "column_labels.csv").open(encoding="utf-8", newline="") as stream:
        return {row["column_name"]: row for row in csv.DictReader(stream)}
