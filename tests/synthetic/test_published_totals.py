"""Control totals: what is generated, loaded, built and exported is what the ministry has published."""

import csv
from pathlib import Path

import pytest

from tests.command_line import jukistat, open_store, report_of
from tests.synthetic.synthesis import CONTROLS, MUNICIPALITIES, Row, oracle_of, synth

YEARS = ("2016", "2017", "2018")
RETURN_COLUMNS = {
    "人口男": "pop_male_jan1",
    "人口女": "pop_female_jan1",
    "人口計": "pop_total_jan1",
    "世帯数": "households_jan1",
    "転入者数（国内）": "in_domestic",
    "転入者数（国外）": "in_foreign",
    "転入者数（計）": "in_total",
    "出生者数": "births",
    "記載その他（計）": "other_recorded",
    "記載計（Ａ）": "recorded_total_A",
    "転出者数（国内）": "out_domestic",
    "転出者数（国外）": "out_foreign",
    "転出者数（計）": "out_total",
    "死亡者数": "deaths",
    "消除その他（計）": "other_erased",
    "消除計（Ｂ）": "erased_total_B",
    "増減数": "change_A_minus_B",
    "自然増減数": "natural_change",
    "社会増減数": "social_change",
}
"""Heading of the annual return → column of the published table."""


def published_rows() -> dict[tuple[str, str], Row]:
    """Return the published rows by municipality and year of the flows."""
    with CONTROLS.open(encoding="utf-8", newline="") as stream:
        return {(row["dantai_code"], row["flow_year"]): row for row in csv.DictReader(stream)}


def annual_return(exports: Path, municipality: str, year: str, kind: str = "total") -> dict[str, int]:
    """Return the counts of one annual return by column of the published table; kinds have no households."""
    path = exports / year / "official" / f"mic_annual_{municipality}_{year}_{kind}.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    return {column: int(row[heading]) for heading, column in RETURN_COLUMNS.items() if heading in row}


def test_the_annual_returns_of_several_municipalities_in_one_store(tmp_path: Path) -> None:
    deliveries = tmp_path / "deliveries"
    synth(deliveries, "--controls", str(CONTROLS), "--municipality", *MUNICIPALITIES, "--months", "36")
    home = open_store(tmp_path / "home")
    jukistat(home, "load", deliveries)
    assert {report["quarantined"] for report in report_of(home, "status")["deliveries"]} == {0}
    jukistat(home, "build")
    for year in YEARS:
        folder = tmp_path / "exports" / year
        jukistat(home, "export", "--month", f"{year}-12", "--audience", "internal", "--out", folder)
    published = published_rows()
    for year in YEARS:
        for municipality in MUNICIPALITIES:
            counts = annual_return(tmp_path / "exports", municipality, year)
            row = published[municipality, year]
            assert counts == {column: int(row[column]) for column in counts}
            kinds = [
                annual_return(tmp_path / "exports", municipality, year, kind)["pop_total_jan1"]
                for kind in ("japanese", "foreign")
            ]
            assert sum(kinds) == counts["pop_total_jan1"]


@pytest.mark.parametrize(
    ("first", "months", "scale"), [("2017-07", 1, "1"), ("2016-08", 5, "1"), ("2018-05", 20, "3")]
)
def test_periods_that_begin_or_end_within_a_year(first: str, months: int, scale: str, tmp_path: Path) -> None:
    """Stocks at the turn of a published year are the published ones, however the period is cut."""
    folder = tmp_path / "deliveries"
    period = ("--from", first, "--months", str(months), "--scale", scale)
    synth(folder, "--controls", str(CONTROLS), "--municipality", *MUNICIPALITIES, *period)
    oracle = oracle_of(folder)
    assert oracle.store.quarantine == []
    published = published_rows()
    for municipality in MUNICIPALITIES:
        for month in oracle.months(municipality):
            if month[5:] == "12" and (row := published.get((municipality, month[:4]))):
                residents = list(oracle.residents_at(municipality, month))
                assert len(residents) == int(scale) * int(row["pop_total_jan1"])
                assert len({resident.household for resident in residents}) == int(scale) * int(
                    row["households_jan1"]
                )


def test_a_hundredth_of_a_village_still_has_residents_and_households(tmp_path: Path) -> None:
    folder = tmp_path / "deliveries"
    synth(folder, "--controls", str(CONTROLS), "--municipality", *MUNICIPALITIES, "--scale", "0.01")
    oracle = oracle_of(folder)
    assert oracle.store.quarantine == []
    assert set(oracle.store.base_dates) == set(MUNICIPALITIES)


def test_stocks_by_sex_that_flows_cannot_explain_are_met_by_corrections(tmp_path: Path) -> None:
    """Forty men fewer and forty women more than published: a village has not that many moves in a year."""
    table = tmp_path / "table.csv"
    text = CONTROLS.read_text("utf-8")
    assert ",284,273," in text
    table.write_text(text.replace(",284,273,", ",244,313,"), "utf-8")
    folder = tmp_path / "deliveries"
    period = ("--from", "2018-01", "--months", "12")
    synth(folder, "--controls", str(table), "--municipality", MUNICIPALITIES[1], *period)
    sexes = [resident.sex for resident in oracle_of(folder).residents_at(MUNICIPALITIES[1], "2018-12")]
    assert (sexes.count("1"), sexes.count("2")) == (244, 313)
