"""A municipality that counts by 届出日: the register basis follows that date, and every table says so."""

import json
from pathlib import Path

import openpyxl

from tests.cases_on_disk import deliveries_of
from tests.command_line import jukistat, open_store
from tests.published_marts import query

CASE, CITY, MONTH = "04-late-reports-and-bases", "022039", "2024-02"
CELLS = (
    "stat_month, town_code, reason_code, notification_type_code, population_sign, sex_code,"
    " resident_kind_code, age_band_code, movement_count"
)


def built(home: Path, *, rule: str | None) -> Path:
    """Return a store of the case, whose city counts by the date of this rule."""
    open_store(home)
    if rule:
        folder = home / "municipalities" / CITY
        folder.mkdir(parents=True)
        (folder / "counting_rule.csv").write_text(f"counting_date_code\n{rule}\n", "utf-8")
    for delivery in deliveries_of(CASE):
        jukistat(home, "load", delivery)
    jukistat(home, "build")
    return home


def movements(home: Path, basis: str) -> list[tuple]:
    return query(home, f"select {CELLS} from movements_monthly where basis_code = '{basis}' order by all")


def test_the_register_basis_follows_the_notified_dates(tmp_path: Path) -> None:
    """No 転出 is planned and nothing cancelled in this case, so both mean the same movements and dates."""
    recorded = built(tmp_path / "recorded", rule=None)
    notified = built(tmp_path / "notified", rule="notified")
    assert movements(notified, "register") == movements(recorded, "notified")
    assert movements(notified, "register") != movements(recorded, "register")
    assert movements(notified, "event") == movements(recorded, "event")
    stock = "select sum(population_count) from population_monthly where stat_month = '2024-02-01'"
    assert query(recorded, stock)[0][0] - query(notified, stock)[0][0] == 1  # a death told on 2024-02-29

    for home, code, label in ((recorded, "recorded", "処理日"), (notified, "notified", "届出日")):
        out = home.parent / f"{code}_export"
        jukistat(home, "export", "--month", MONTH, "--out", out, "--audience", "internal")
        (place,) = json.loads((out / "manifest.json").read_text("utf-8"))["municipalities"]
        assert place["counting_date_code"] == code
        for sheet in openpyxl.load_workbook(out / "official" / f"movement_table_{CITY}_202402.xlsx"):
            assert sheet["A3"].value.endswith(f"計上日の基準：{label}")
