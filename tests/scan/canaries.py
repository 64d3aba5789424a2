"""Numbers that may lie nowhere, each in a home with a link table that knows two of them."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.codes import code_type
from ingest.keys import create_key, open_key
from ingest.tokens import TokenDirectory
from scan.scanning import ScanReport, scan_home
from store.home import Home, open_home
from tests.ingest.deliveries import CITY

PERSON_NUMBER, HOUSEHOLD_NUMBER = 918273645546372, 817263544536271
KINDS = {"my_number", "resident_record_code", "person_number", "household_number"}


def with_check_digit(body: str) -> str:
    """Return a number with its check digit (総務省令第85号第5条): weights 2 to 7, then 2 to 6."""
    total = sum(
        int(digit) * (place + 2 if place < 6 else place - 4) for place, digit in enumerate(reversed(body))
    )
    rest = total % 11
    return body + str(0 if rest <= 1 else 11 - rest)


MY_NUMBER = with_check_digit("91827364550")
RESIDENT_CODE = with_check_digit("7163544536")
CANARIES = (MY_NUMBER, RESIDENT_CODE, str(PERSON_NUMBER), str(HOUSEHOLD_NUMBER))
NUMBERS = [int(canary) for canary in CANARIES]


def wide(text: str) -> str:
    """Return a text with full-width digits."""
    return text.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})


def grouped(number: str, separator: str = "-") -> str:
    """Return a number in groups of four digits."""
    return separator.join(number[start : start + 4] for start in range(0, len(number), 4))


@dataclass(frozen=True)
class LinkedHome:
    """A home in which one person and one household are linked, and nothing is loaded."""

    home: Home

    def scan(self) -> ScanReport:
        return scan_home(self.home)


def linked_home(folder: Path) -> LinkedHome:
    """Make a home with a key and two links."""
    home = open_home(folder)
    create_key(home)
    directory = TokenDirectory(home, open_key(home))
    link(directory, "person", PERSON_NUMBER)
    link(directory, "household", HOUSEHOLD_NUMBER)
    directory.commit()
    return LinkedHome(home)


def link(directory: TokenDirectory, domain: str, number: int) -> int:
    """Return the new surrogate of a number."""
    codes = pl.Series([CITY], dtype=code_type("municipality_codes"))
    return directory.surrogates(domain, codes, pl.Series([number]))[0]
