"""One month's export: written as a draft, checked, listed in a manifest, then moved in its place."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from exports.disclosure import Audience, require_open_gate
from exports.edition import Edition
from exports.edition_files import WrittenFile, write_files
from exports.linter import lint_folder
from exports.manifest import MANIFEST, ExportedFile, ExportManifest
from exports.marts import connect, select_municipalities
from exports.out_folder import draft_of
from exports.period import Period, with_opening
from exports.period_files import write_period_files
from store.published import PublishedVersion


@dataclass(frozen=True)
class ExportReport:
    """Where an export lies, of which published version it is, and its manifest."""

    out: str
    version: str
    manifest: ExportManifest


def export_period(
    version: PublishedVersion,
    *,
    period: Period,
    out: Path,
    audience: Audience,
    municipality_codes: list[str],
) -> ExportReport:
    """Write the files of a month (03-tables 3.2, 1 to 5), or the tables of other days, to `out`.

    Returns what was written. A range of days has the 異動集計表 and the household changes only, even if
    the days are a month's.
    Raises UsageError for a month or municipality that is not covered, a closed gate or an `out` that holds
    another month; CheckFailed if a file breaks a rule of machine readability or a year does not balance.
    """
    require_open_gate(audience)
    with connect(version) as connection:
        municipalities = select_municipalities(
            connection, stat_month=period.last_month, municipality_codes=municipality_codes
        )
        municipalities = with_opening(connection, municipalities, period)
        edition = Edition(version, connection, period, audience, municipalities)
        write = write_files if period.is_month else write_period_files
        with draft_of(out, month=edition.month) as draft:
            written = write(edition, draft)
            lint_folder(draft)
            manifest = _manifest(edition, [_exported(draft, file) for file in written])
            text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
            (draft / MANIFEST).write_text(text + "\n", "utf-8")
    return ExportReport(str(out), version.name, manifest)


def _exported(draft: Path, written: WrittenFile) -> ExportedFile:
    with (draft / written.file).open("rb") as stream:
        digest = sha256(stream.read()).hexdigest()
    return ExportedFile(written.file, written.rows, digest)


def _manifest(edition: Edition, files: list[ExportedFile]) -> ExportManifest:
    published = edition.version.manifest
    return ExportManifest(
        month=edition.month,
        audience=edition.audience.value,
        ledger_id=published["ledger_id"],
        as_known=published.get("as_known"),
        rule_version=published["rule_version"],
        program_version=published["program_version"],
        code_lists_sha256=published.get("code_lists_sha256", ""),
        made_date=edition.made_date.isoformat(),
        municipalities=[
            {
                "municipality_code": place.municipality_code,
                "is_assumed": place.is_assumed,
                "state": edition.state_of(place),
                "counting_date_code": place.counting_date_code,
            }
            for place in edition.municipalities
        ],
        files=sorted(files, key=lambda file: file.file),
    )
