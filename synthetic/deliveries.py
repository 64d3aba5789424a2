"""From rows as numbers to the text of a `std` delivery (01-feed 1.1, 1.2)."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import polars as pl

from synthetic.changes import Columns
from synthetic.days import FIRST_YEAR, LAST_YEAR, written
from synthetic.foreigners import foreign_terms
from synthetic.identifiers import (
    address_places,
    buildings,
    full_names,
    household_numbers,
    my_numbers,
    name_places,
    record_codes,
    resident_numbers,
    street_numbers,
)
from synthetic.parameters import (
    code_where,
    parameter_rows,
    resident_kind_codes,
    sex_codes,
)


@dataclass(frozen=True)
class Wording:
    """The lists whose positions the rows store, for one municipality."""

    municipality_code: str
    towns: tuple[str, ...]
    partners: tuple[str, ...]
    salt: int


def residents_text(rows: Columns, wording: Wording, base_date: int) -> pl.DataFrame:
    """Return the residents delivery: one row per resident, columns and header as the profile says."""
    columns = state_text(rows, wording)
    count = len(rows["person"])
    columns["base_date"] = date_text(np.full(count, written(np.array([base_date]))[0]))
    return in_order(columns, "residents")


def changes_text(rows: Columns, wording: Wording) -> pl.DataFrame:
    """Return the changes delivery: one row per change, columns and header as the profile says."""
    movements = parameter_rows("movement_rows")
    columns = state_text(rows, wording)
    columns["reason_code"] = chosen(tuple(row["reason_code"] for row in movements), rows["role"])
    columns["notification_type_code"] = chosen(notification_types(), rows["role"])
    columns["changed_date"] = date_text(rows["changed"])
    columns["notified_date"] = blank_where(rows["notified"] == 0, date_text(rows["notified"]))
    day = date_text(written(rows["recorded"]))
    columns["recorded_at"] = day + "T" + times().gather(rows["second"].astype(np.uint32))
    columns["target_history_number"] = blank_where(rows["target"] == 0, pl.Series(rows["target"]))
    countries = foreign_terms()[0]
    columns["origin_municipality_code"] = chosen(wording.partners, rows["origin"])
    columns["origin_country_code"] = chosen(countries, rows["origin_country"])
    columns["destination_municipality_code"] = chosen(wording.partners, rows["destination"])
    columns["destination_country_code"] = chosen(countries, rows["destination_country"])
    columns["remark"] = chosen(remarks(), rows["role"])
    return in_order(columns, "changes")


def state_text(rows: Columns, wording: Wording) -> dict[str, pl.Series]:
    """Return the columns both kinds of delivery share."""
    persons, salt = rows["person"], wording.salt
    names, kana, _ = full_names()
    named = pl.Series(name_places(persons, rows["sex"], rows["kind"], salt))
    street, building = address_places(rows["household"], rows["town"], salt)
    nationalities, statuses, articles = foreign_terms()
    terms = tuple(row["term"] for row in parameter_rows("relationships"))
    return {
        "municipality_code": pl.repeat(wording.municipality_code, len(persons), eager=True),
        "resident_number": pl.Series(resident_numbers(persons)),
        "history_number": pl.Series(rows["history"]),
        "my_number": pl.Series(my_numbers(persons, salt)),
        "record_code": pl.Series(record_codes(persons, salt)),
        "household_number": pl.Series(household_numbers(rows["household"])),
        "name": names.gather(named),
        "name_kana": kana.gather(named),
        "birth_date": date_text(rows["birth"]),
        "sex_code": chosen(sex_codes(), rows["sex"]),
        "resident_kind_code": chosen(resident_kind_codes(), rows["kind"]),
        "nationality_code": chosen(nationalities, rows["nationality"]),
        "residence_status": chosen(statuses, rows["status"]),
        "article_30_45": chosen(articles, rows["status"]),
        "relationship": chosen(terms, rows["relation"]),
        "town_code": chosen(wording.towns, rows["town"]),
        "street_number": street_numbers().gather(pl.Series(street)),
        "building": buildings().gather(pl.Series(building)),
    }


def in_order(columns: dict[str, pl.Series], kind: str) -> pl.DataFrame:
    """Return the columns in the order and under the headers of `delivery_columns.csv`."""
    listed = [row for row in parameter_rows("delivery_columns") if row["kind"] == kind]
    return pl.DataFrame({row["header"]: columns[row["column"]] for row in listed})


def chosen(words: tuple[str, ...], places: np.ndarray) -> pl.Series:
    """Return the word at each place; NONE and empty words become blank."""
    return pool_of(words).gather(pl.Series(np.where(places < 0, len(words), places).astype(np.uint32)))


@lru_cache(maxsize=64)
def pool_of(words: tuple[str, ...]) -> pl.Series:
    """Return the words and a blank after them."""
    return pl.Series([*(word or None for word in words), None], dtype=pl.String)


def blank_where(blank: np.ndarray, texts: pl.Series) -> pl.Series:
    """Return the texts, null where `blank`."""
    return pl.select(pl.when(pl.Series(~blank)).then(texts)).to_series()


def date_text(dates: np.ndarray) -> pl.Series:
    """Return yyyymmdd numbers as `NNNN-NN-NN`, zeros for unknown parts (01-feed 1.3)."""
    year, month, day = dates // 10000, dates // 100 % 100, dates % 100
    place = np.where(year == 0, 0, ((year - FIRST_YEAR) * 13 + month) * 32 + day + 1)
    return date_pool().gather(pl.Series(place.astype(np.uint32)))


@cache
def date_pool() -> pl.Series:
    """Return every date that can be written: nothing known first, then year by year with unknown parts."""
    unknown = f"{0:04d}-{0:02d}-{0:02d}"
    return pl.Series(
        [unknown]
        + [
            f"{year:04d}-{month:02d}-{day:02d}"
            for year in range(FIRST_YEAR, LAST_YEAR + 1)
            for month in range(13)
            for day in range(32)
        ]
    )


@cache
def times() -> pl.Series:
    """Return every second of a day as HH:MM:SS."""
    return pl.Series(
        [
            f"{hour:02d}:{minute:02d}:{second:02d}"
            for hour in range(24)
            for minute in range(60)
            for second in range(60)
        ]
    )


@cache
def notification_types() -> tuple[str, ...]:
    """Return the 異動区分 of each movement role."""
    labels = {
        "notified": "Notified",
        "ex_officio": "Ex officio",
        "requested": "Requested",
        "notice": "Notice",
    }
    return tuple(
        code_where("notification_type_codes", "label_en", labels[row["notification_type"]])
        for row in parameter_rows("movement_rows")
    )


@cache
def remarks() -> tuple[str, ...]:
    """Return the 備考 of each movement role, mostly blank: text that must be dropped at the boundary."""
    known = {row["role"]: row["text"] for row in parameter_rows("remarks")}
    return tuple(known.get(row["role"], "") for row in parameter_rows("movement_rows"))
