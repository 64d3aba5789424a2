"""Who may see what of which municipality: `<home>/municipalities/<code>/grants.csv` (04-privacy 4.6).

No grant, no access; one that has expired, or has not begun, is none. A file that cannot be read whole grants
nothing to anybody. What has changed on disk holds from the next run of a page on.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from access.roles import roles
from store.errors import ConfigurationError
from store.home import GRANTS_NAME, Home

COLUMNS = ("subject", "role_code", "application_number", "purpose", "granted_on", "expires_on", "granted_by")
MUNICIPALITY_FOLDERS = "[0-9]*"


@dataclass(frozen=True)
class Grant:
    """One role of one person in one municipality, and the application it was granted for."""

    municipality_code: str
    subject: str
    role_code: str
    application_number: str
    purpose: str
    granted_on: date
    expires_on: date
    """The last day."""
    granted_by: str

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.granted_on <= day <= self.expires_on

    def state_on(self, day: date) -> str:
        """Return whether it holds, has expired or has not begun."""
        if self.holds_on(day):
            return "holds"
        return "expired" if day > self.expires_on else "not begun"


@dataclass(frozen=True)
class GrantBook:
    """All grants of a store, and for each municipality whose file is malformed the sentence that says how."""

    grants: tuple[Grant, ...]
    faults: dict[str, str]

    def of_subject(self, subject: str, day: date) -> list[Grant]:
        """Return what is granted to somebody on a day."""
        return [each for each in self.grants if each.subject == subject and each.holds_on(day)]


Stamp = tuple[int, int, int, int]
_parsed: dict[Path, tuple[Stamp, tuple[Grant, ...] | ConfigurationError]] = {}


def read_grants(home: Home) -> GrantBook:
    """Return the grants as they stand on disk; files are parsed again only when they have changed."""
    grants: list[Grant] = []
    faults: dict[str, str] = {}
    for path in sorted(home.municipalities.glob(f"{MUNICIPALITY_FOLDERS}/{GRANTS_NAME}")):
        found = _current(path)
        if isinstance(found, ConfigurationError):
            faults[path.parent.name] = str(found)
        else:
            grants.extend(found)
    return GrantBook(tuple(grants), faults)


def _current(path: Path) -> tuple[Grant, ...] | ConfigurationError:
    """Return the grants of a file, or what is wrong with it."""
    try:
        state = path.stat()
        stamp = (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)
        known = _parsed.get(path)
        if known is None or known[0] != stamp:
            known = _parsed[path] = (stamp, _parse(path))
        return known[1]
    except OSError as error:
        return ConfigurationError(f"{path} cannot be read ({error.strerror}), so it grants nothing. Mend it.")


def _parse(path: Path) -> tuple[Grant, ...] | ConfigurationError:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return tuple(_grants(path, csv.DictReader(stream, strict=True)))
    except (UnicodeDecodeError, csv.Error):
        return ConfigurationError(f"{path} is not a CSV file in UTF-8, so it grants nothing. Mend it.")
    except ConfigurationError as error:
        return error


def _grants(path: Path, rows: csv.DictReader) -> Iterator[Grant]:
    """Yield the grants of a file. Raises ConfigurationError, naming row and column, if one is malformed."""
    if sorted(rows.fieldnames or ()) != sorted(COLUMNS):
        raise ConfigurationError(
            f"{path} has not the columns {', '.join(COLUMNS)}, so it grants nothing. Mend its first row."
        )
    for row in rows:
        place = f"{path}, row {rows.line_num}"
        if None in row:
            raise _malformed(place, "the last column", "has more values after it")
        for column in COLUMNS:
            if not (row[column] or "").strip():
                raise _malformed(place, column, "is blank")
        yield _grant(path.parent.name, {column: row[column].strip() for column in COLUMNS}, place)


def _grant(municipality_code: str, row: dict[str, str], place: str) -> Grant:
    if row["role_code"] not in roles():
        raise _malformed(place, "role_code", f"is none of {', '.join(roles())}")
    granted_on, expires_on = (_day(row[column], place, column) for column in ("granted_on", "expires_on"))
    if expires_on < granted_on:
        raise _malformed(place, "expires_on", "lies before granted_on")
    return Grant(municipality_code, **{**row, "granted_on": granted_on, "expires_on": expires_on})  # type: ignore[arg-type]


def _day(text: str, place: str, column: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _malformed(place, column, "is not a day such as 2026-03-31") from None


def _malformed(place: str, column: str, what: str) -> ConfigurationError:
    return ConfigurationError(f"{place}: {column} {what}, so the file grants nothing. Mend it.")
