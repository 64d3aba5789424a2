"""One month's export: written as a draft, checked, listed in a manifest, then moved in its place."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from exports.disclosure import Audience, require_open_gate
from exports.edition import Edition
from exports.edition_files import WrittenFile, write_files
from exports.linter import lint_folder
from exports.marts import connect, select_municipalities
from exports.out_folder import MANIFEST, draft_of
from store.home import Home
from store.published import open_version


@dataclass(frozen=True)
class ExportedFile:
    """One file of an export: its path inside the folder, how many table rows it holds, its checksum."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class ExportReport:
    """What was exported and of what it was made; this is also the manifest."""

    month: str
    audience: str
    version: str
    ledger_id: int
    rule_version: str
    program_version: str
    made_date: str
    municipalities: list[dict[str, str | bool]]
    files: list[ExportedFile]


def export_month(
    home: Home, *, stat_month: date, out: Path, audience: Audience, municipality_codes: list[str]
) -> ExportReport:
    """Write the month's files (03-tables 3.2, 1 to 5) to `out` and return the manifest.

    Raises UsageError for a month or municipality that is not covered, a closed gate or an `out` that holds
    another month; CheckFailed if a file breaks a rule of machine readability or stock and flows do not balance.
    """
    require_open_gate(audience)
    version = open_version(home)
    with connect(version) as connection:
        municipalities = select_municipalities(
            connection, stat_month=stat_month, municipality_codes=municipality_codes
        )
        edition = Edition(version, connection, stat_month, audience, municipalities)
        with draft_of(out, month=edition.month) as draft:
            written = write_files(edition, draft)
            lint_folder(draft)
            report = _report(edition, [_exported(draft, file) for file in written])
            text = json.dumps(asdict(report), ensure_ascii=False, indent=1)
            (draft / MANIFEST).write_text(text + "\n", "utf-8")
    return report


def _exported(draft: Path, written: WrittenFile) -> ExportedFile:
    with (draft / written.file).open("rb") as stream:
        digest = sha256(stream.read()).hexdigest()
    return ExportedFile(written.file, written.rows, digest)


def _report(edition: Edition, files: list[ExportedFile]) -> ExportReport:
    manifest = edition.version.manifest
    return ExportReport(
        month=edition.month,
        audience=edition.audience.value,
        version=edition.version.name,
        ledger_id=manifest["ledger_id"],
        rule_version=manifest["rule_version"],
        program_version=manifest["program_version"],
        made_date=edition.made_date.isoformat(),
        municipalities=[
            {"municipality_code": place.municipality_code, "is_assumed": place.is_assumed}
            for place in edition.municipalities
        ],
        files=sorted(files, key=lambda file: file.file),
    )
