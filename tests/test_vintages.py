"""Past tables again: by what was loaded then, and by what the register knew then, by command."""

from datetime import date
from pathlib import Path

import pytest

from jukistat import main
from tests.command_line import jukistat, open_store, report_of
from tests.exports.test_export_folder import content_of
from tests.ingest.deliveries import change, resident, write
from tests.synthetic.synthesis import CONTROLS, MUNICIPALITIES, synth

VILLAGE = MUNICIPALITIES[3]
KNOWN = date(2024, 4, 20)


def export(home: Path, month: str, out: Path, *more: str) -> None:
    arguments = ["--month", month, "--out", str(out), "--audience", "internal", *more]
    assert main(["--home", str(home), "export", *arguments]) == 0


def test_each_of_24_past_months_is_published_again_byte_by_byte(tmp_path: Path) -> None:
    """Three loads, a closing in between; then every version is gone and all is made again from the ledger."""
    deliveries = tmp_path / "deliveries"
    period = ("--from", "2016-12", "--months", "24")
    synth(deliveries, "--controls", str(CONTROLS), "--municipality", VILLAGE, *period)
    home = open_store(tmp_path / "home")
    changes = sorted(deliveries.glob("*_changes.csv"))
    jukistat(home, "load", *deliveries.glob("*_residents.csv"))
    exported: dict[str, int] = {}
    for files in (changes[:12], changes[12:18], changes[18:]):
        jukistat(home, "load", *files)
        jukistat(home, "build")
        status = report_of(home, "status")
        new = [each["month"] for each in status["months"] if each["month"] not in exported]
        for month in new:
            export(home, month, tmp_path / "then" / month)
            exported[month] = status["published"]["ledger_id"]
        jukistat(home, "month", "close", new[-2])
    assert len(exported) >= 24
    (home / "published").rename(tmp_path / "published before")
    for month, ledger_id in exported.items():
        export(home, month, tmp_path / "now" / month, "--as-loaded", str(ledger_id))
        assert content_of(tmp_path / "now" / month) == content_of(tmp_path / "then" / month)
    status = report_of(home, "status")
    assert [each["ledger_id"] for each in status["reproductions"]] == sorted(set(exported.values()))
    assert status["published"] is None


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of three residents and one change, loaded and not yet built."""
    folder = tmp_path_factory.mktemp("vintages")
    home = open_store(folder / "home")
    residents = write(folder / "residents.csv", [resident(number) for number in range(1, 4)])
    jukistat(home, "load", residents, write(folder / "changes.csv", [change(1)]))
    return home


@pytest.mark.parametrize(
    ("axis", "says"),
    [
        (("--as-loaded", "3"), "no entry 3; its last is 2"),
        (("--as-known", "2023-12-30"), "Nothing was known by 2023-12-30"),
        (("--as-known", "spring"), "write it like 2026-03-31"),
    ],
)
def test_knowledge_that_never_was_is_refused(home: Path, axis: tuple[str, str], says: str) -> None:
    export = ("export", "--month", "2024-01", "--out", home / "out", "--audience", "internal")
    for verb in (("build",), export):
        assert says in jukistat(home, *verb, *axis, exit_code=2).stderr
    assert not (home / "out").exists()


def test_the_public_is_refused_before_anything_is_built(home: Path) -> None:
    arguments = ("--month", "2024-01", "--out", home / "out", "--as-known", "2024-01-31")
    assert "disclosure control" in jukistat(home, "export", *arguments, exit_code=2).stderr
    assert not (home / "published").exists()
