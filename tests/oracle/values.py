"""What a single cell means (01-feed 1.1–1.3)."""

import csv
import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime
from functools import cache
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
UNKNOWN_TOWN = "9999999"

BirthParts = tuple[int, int, int]
"""Year, month, day as written; zero = unknown."""


@cache
def codes_of(seed: str, column: str) -> frozenset[str]:
    """Return the closed list a seed spells out."""
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return frozenset(row[column] for row in csv.DictReader(stream))


def read_digits(text: str, longest: int) -> int | None:
    """Return an internal number; "leading zeros do not matter"; NFKC, no spaces or hyphens (04 4.1)."""
    digits = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text))
    return int(digits) if re.fullmatch(rf"[0-9]{{1,{longest}}}", digits) else None


def read_history_number(text: str) -> int | None:
    """Return an "integer 1…999999"."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) and int(text) >= 1 else None


def read_parts(text: str) -> BirthParts | None:
    """Return year, month, day: "the form is NNNN-NN-NN, month ≤ 12, day ≤ 31"; zeros "only at the end"."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    if month > 12 or day > 31:
        return None
    if (year == 0 and (month or day)) or (month == 0 and day):
        return None
    return year, month, day


def full_date(parts: BirthParts | None) -> date | None:
    """Return the calendar date, or None: dates may be "impossible and still lawful … never repaired"."""
    if parts is None or 0 in parts:
        return None
    year, month, day = parts
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def read_timestamp(text: str) -> datetime | None:
    """Return 処理日時, "YYYY-MM-DDTHH:MM:SS"; it "must be a real calendar date"."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}", text):
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return None


def has_check_digit(text: str) -> bool:
    """Whether these are "6 digits with check digit": weights 6 to 2, eleven minus the remainder."""
    if not re.fullmatch(r"[0-9]{6}", text):
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(text, (6, 5, 4, 3, 2), strict=False))
    return int(text[5]) == (11 - weighted % 11) % 10


def read_municipality(text: str) -> str:
    """Return a partner municipality; "an unknown country or municipality code" is loaded as blank."""
    return (
        text if has_check_digit(text) and text in codes_of("municipality_codes", "municipality_code") else ""
    )


def read_country(text: str) -> str:
    """Return a partner country of the ISO list, blank otherwise; 999 is no country (unknown or stateless)."""
    return text if text in codes_of("nationality_codes", "nationality_code") - {"999"} else ""


def read_nationality(text: str) -> str:
    """Return a nationality; "blank or 999 = unknown/stateless"."""
    return text if text in codes_of("nationality_codes", "nationality_code") else "999"


def read_term(text: str, seed: str) -> str:
    """Return a term "matched after NFKC against the project's seed", blank if it is not in it."""
    terms = {unicodedata.normalize("NFKC", label) for label in codes_of(seed, "label_ja")}
    term = unicodedata.normalize("NFKC", text.strip())
    return term if term in terms else ""


@cache
def status_code(term: str) -> str:
    """Return the code of a 在留資格 as the seed has it, blank for none."""
    with (SEEDS / "residence_status_codes.csv").open(encoding="utf-8-sig", newline="") as stream:
        codes = {row["label_ja"]: row["residence_status_code"] for row in csv.DictReader(stream)}
    return {unicodedata.normalize("NFKC", label): code for label, code in codes.items()}.get(term, "")


def read_relationship(text: str) -> str:
    """Return "terms of a closed list joined by の … anything else is unknown"."""
    words = unicodedata.normalize("NFKC", text).split("の")
    terms = {unicodedata.normalize("NFKC", label) for label in codes_of("relationship_codes", "label_ja")}
    return "の".join(words) if all(word in terms for word in words) else ""


def read_town(text: str) -> str:
    """Return a 町字ID of seven digits; blank or malformed is the unknown town."""
    return text if re.fullmatch(r"[0-9]{7}", text) else UNKNOWN_TOWN


def age_on(day: date, birth: BirthParts) -> int:
    """Return year(D) − year(B) − [ (month,day)(D) < (month,day)(B) ], "on the numbers"."""
    year, month, day_of_month = birth
    return day.year - year - ((day.month, day.day) < (month, day_of_month))


def possible_ages(day: date, birth: BirthParts) -> set[int | None]:
    """Return "the two ages possible", compared "after top-coding at 100"; below zero is None (unknown)."""
    year, month, day_of_month = birth
    if year == 0:
        return {None}
    earliest = (year, month or 1, day_of_month or 1)
    latest = (year, month or 12, day_of_month or 31)  # "An unknown day is any of 1–31."
    ages = {age_on(day, earliest), age_on(day, latest)}
    return {min(age, 100) if age >= 0 else None for age in ages}


def age_code(day: date, birth: BirthParts) -> str:
    """Return 000…099, 100 = 100 and over, 999 = unknown: "if equal, that age; else … unknown"."""
    ages = possible_ages(day, birth)
    age = ages.pop() if len(ages) == 1 else None
    return "999" if age is None else f"{age:03d}"


def age_band_code(day: date, birth: BirthParts) -> str:
    """Return the five-year band: "given only if both fall in it"."""
    bands = {_band_of(age) for age in possible_ages(day, birth)}
    return bands.pop() if len(bands) == 1 else "unknown"


def band_of_age(age_code: str) -> str:
    """Return the five-year band of an age as stock tables have it."""
    return _band_of(None if age_code == "999" else int(age_code))


def _band_of(age: int | None) -> str:
    if age is None:
        return "unknown"
    if age >= 100:
        return "100+"
    first = age // 5 * 5
    return f"{first:02d}-{first + 4:02d}"
