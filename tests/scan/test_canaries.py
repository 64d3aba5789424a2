"""Planted canaries: a scan that finds nothing is worth something only if it would have found these.

What can never happen (04-privacy 4.3b): a My Number, a 住民票コード, a 宛名番号 or a 世帯番号 lies in a file
of any type and the scan says that there is none. Then the proof of absence would prove nothing.
"""

import gzip
import json
from pathlib import Path

import pytest

from ingest.rotation import rotate_keys
from scan.containers import DEEPEST
from tests.scan.canaries import CANARIES, KINDS, LinkedHome, grouped, linked_home, wide
from tests.scan.planting import PLANTERS, zipped


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> LinkedHome:
    return linked_home(tmp_path_factory.mktemp("canaries") / "home")


@pytest.mark.parametrize("name", PLANTERS)
def test_a_canary_is_found_in_every_file_type(linked: LinkedHome, name: str) -> None:
    path = linked.home.root / "exports" / name
    path.parent.mkdir(exist_ok=True)
    PLANTERS[name](path)
    findings = linked.scan().findings
    for planted in path.parent.iterdir():
        planted.unlink()
    assert {finding.kind for finding in findings if finding.file == f"exports/{name}"} == KINDS
    assert {finding.file for finding in findings} <= {f"exports/{name}", f"exports/{name}.wal"}


def test_a_home_without_canaries_has_none(linked: LinkedHome) -> None:
    report = linked.scan()
    assert (report.findings, report.municipalities) == ([], 1)
    assert report.files >= 4 and report.bytes > 0


@pytest.mark.parametrize("write", [str, grouped, wide], ids=["half-width", "hyphenated", "full-width"])
@pytest.mark.parametrize("is_folder", [True, False], ids=["folder", "file"])
def test_names_are_read_and_not_repeated(tmp_path: Path, write, is_folder: bool) -> None:
    linked = linked_home(tmp_path / "home")
    for canary in CANARIES:
        path = linked.home.root / f"名_{write(canary)}.csv"
        path.mkdir() if is_folder else path.write_text("")
    report = linked.scan()
    assert {finding.kind for finding in report.findings} == KINDS
    assert {finding.place for finding in report.findings} == {"name"}
    shown = json.dumps(report.summary(), ensure_ascii=False)
    assert [canary for canary in CANARIES if write(canary) in shown] == []


def test_a_report_tells_where_and_never_what(tmp_path: Path) -> None:
    linked = linked_home(tmp_path / "home")
    path = linked.home.root / "ledger" / "changes" / "000001-000.parquet"
    path.parent.mkdir(parents=True)
    PLANTERS["integer.parquet"](path)
    report = linked.scan()
    found = {(finding.file, finding.place, finding.kind, finding.count) for finding in report.findings}
    assert found == {("ledger/changes/000001-000.parquet", "column token", kind, 1) for kind in KINDS}
    (written,) = linked.home.logs.glob("scan-*.json")
    assert json.loads(written.read_text()) == report.summary()
    assert written.stat().st_mode & 0o777 == 0o600
    said = written.read_text() + (linked.home.logs / "jukistat.jsonl").read_text()
    assert [canary for canary in CANARIES if canary in said] == []


def test_a_scan_changes_nothing_but_its_report(tmp_path: Path) -> None:
    linked = linked_home(tmp_path / "home")
    for name in ("log.duckdb", "text.duckdb", "book.xlsx"):
        PLANTERS[name](linked.home.root / name)

    def contents() -> dict[str, bytes]:
        files = (path for path in linked.home.root.rglob("*") if path.is_file())
        return {path.name: path.read_bytes() for path in files if path.parent != linked.home.logs}

    before = contents()
    linked.scan()
    assert contents() == before | {".lock": b""}


def test_raw_deliveries_before_the_door_are_counted_and_not_read(tmp_path: Path) -> None:
    linked = linked_home(tmp_path / "home")
    (linked.home.root / "landing").mkdir()
    (linked.home.root / "landing" / "raw.csv").write_text(" ".join(CANARIES))
    report = linked.scan()
    assert (report.findings, report.landing_files) == ([], 1)


def test_numbers_are_known_after_a_rotation_of_keys(tmp_path: Path) -> None:
    linked = linked_home(tmp_path / "home")
    rotate_keys(linked.home, [], drops_missing=False)
    PLANTERS["half.csv"](linked.home.root / "half.csv")
    findings = linked.scan().findings
    assert {finding.kind for finding in findings} == KINDS
    assert {finding.file for finding in findings} == {"half.csv"}


@pytest.mark.parametrize("name", ["text.parquet", "book.xlsx", "log.gz", "text.duckdb"])
def test_what_cannot_be_read_proves_nothing(tmp_path: Path, name: str) -> None:
    linked = linked_home(tmp_path / "home")
    path = linked.home.root / name
    PLANTERS[name](path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "unreadable" in {finding.kind for finding in linked.scan().findings}


def test_what_is_packed_too_deep_cannot_be_read(tmp_path: Path) -> None:
    linked = linked_home(tmp_path / "home")
    content = "\n".join(CANARIES).encode()
    for _ in range(DEEPEST + 1):
        content = gzip.compress(content)
    (linked.home.root / "deep.gz").write_bytes(content)
    assert {finding.kind for finding in linked.scan().findings} == KINDS
    (linked.home.root / "deep.gz").write_bytes(gzip.compress(content))
    assert {finding.kind for finding in linked.scan().findings} == {"unreadable"}


def test_a_database_in_an_archive_cannot_be_read(tmp_path: Path) -> None:
    linked = linked_home(tmp_path / "home")
    PLANTERS["text.duckdb"](tmp_path / "packed.duckdb")
    zipped(linked.home.root / "packed.zip", "packed.duckdb", (tmp_path / "packed.duckdb").read_bytes())
    (finding,) = linked.scan().findings
    assert (finding.file, finding.kind) == ("packed.zip", "unreadable")
