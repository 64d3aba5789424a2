"""The verb: exit code 5 for a finding, a report, and what `status` says of it."""

from pathlib import Path

from tests.command_line import jukistat, report_of
from tests.scan.canaries import CANARIES, KINDS, MY_NUMBER, linked_home
from tests.scan.planting import PLANTERS


def test_a_finding_ends_with_five_and_names_the_place_only(tmp_path: Path) -> None:
    root = linked_home(tmp_path / "home").home.root
    (root / "exports").mkdir()
    PLANTERS["book.xlsx"](root / "exports" / f"{MY_NUMBER}.xlsx")
    found = jukistat(root, "scan", exit_code=5)
    assert f"exports/{'*' * 12}.xlsx" in found.stdout
    assert all(kind in found.stdout for kind in KINDS)
    assert "logs/scan-" in found.stderr and len(found.stderr.splitlines()) == 1
    assert [canary for canary in CANARIES if canary in found.stdout + found.stderr] == []
    status = report_of(root, "status")["last_scan"]
    assert {finding["kind"] for finding in status["findings"]} == KINDS
    assert "places hold a number" in jukistat(root, "status").stdout


def test_nothing_found_is_said(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert "No register number was found." in jukistat(home, "scan").stdout
    report = report_of(home, "scan")
    assert (report["findings"], report["municipalities"]) == ([], 0)
    assert f"Last scan: {report['scanned_at']}" in jukistat(home, "status").stdout


def test_links_without_their_key_prove_nothing(tmp_path: Path) -> None:
    root = linked_home(tmp_path / "home").home.root
    (root / "key" / "master.key").unlink()
    assert "The key is not at" in jukistat(root, "scan", exit_code=4).stderr
    assert list((root / "logs").glob("scan-*") if (root / "logs").exists() else []) == []
