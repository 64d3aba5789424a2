"""The annual return: golden files of case 09, rates, changes of kind, years that are not whole."""

from pathlib import Path

import pytest

from exports.tabulation import rate
from jukistat import main
from tests.exports.published_case import insert_rows, publish, read_text_csv
from tests.exports.published_year import CODE, OFFICIAL, fill_year, publish_year


def export_december(home: Path, out: Path) -> Path:
    arguments = ["export", "--month", "2018-12", "--out", str(out), "--audience", "internal"]
    assert main(["--home", str(home), *arguments]) == 0
    return out / "official"


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The official files of December 2018."""
    folder = tmp_path_factory.mktemp("year")
    publish_year(folder / "home")
    return export_december(folder / "home", folder / "out")


@pytest.mark.parametrize("path", sorted(OFFICIAL.glob("mic_*")), ids=lambda path: path.stem)
def test_annual_file_equals_the_golden_file_byte_for_byte(path: Path, official: Path) -> None:
    assert (official / path.name).read_bytes() == path.read_bytes()


def test_total_equals_the_published_row_in_every_number(official: Path) -> None:
    ours = list(read_text_csv(official / f"mic_annual_{CODE}_2018_total.csv")[0].values())
    published = list(read_text_csv(OFFICIAL.parents[1] / "published_row.csv")[0].values())
    assert [float(value) for value in ours[3:]] == [float(value) for value in published[-22:]]


def kind_change(from_kind: str, to_kind: str, count: int) -> dict[str, str]:
    return {
        "municipality_code": CODE,
        "stat_month": "2018-06",
        "from_kind_code": from_kind,
        "to_kind_code": to_kind,
        "sex_code": "2",
        "reason_code": "33",
        "change_count": str(count),
    }


def test_a_change_of_kind_counts_on_both_sides_of_the_total(tmp_path: Path) -> None:
    """Three Japanese become foreign and one foreigner Japanese, all by correction: gross both ways."""

    def fill(connection) -> None:
        fill_year(connection)
        insert_rows(connection, "kind_changes_monthly", [kind_change("1", "2", 3), kind_change("2", "1", 1)])
        connection.execute(
            "update population_monthly set resident_kind_code = '1' where stat_month = '2017-12-01'"
        )
        connection.execute(
            "update population_monthly set resident_kind_code = '2' where rowid in (select rowid from "
            "population_monthly where stat_month = '2017-12-01' order by rowid limit 19 - 3 + 1)"
        )

    publish(tmp_path / "home", fill)
    official = export_december(tmp_path / "home", tmp_path / "out")
    rows = {
        kind: read_text_csv(official / f"mic_annual_{CODE}_2018_{kind}.csv")[0]
        for kind in ("total", "japanese", "foreign")
    }
    assert rows["japanese"]["記載その他（その他）"] == str(1 + 1)
    assert rows["japanese"]["消除その他（その他）"] == str(8 + 3)
    assert rows["foreign"]["記載その他（その他）"] == str(0 + 3)
    assert rows["foreign"]["消除その他（その他）"] == str(0 + 1)
    for header in (
        "記載その他（計）",
        "記載計（Ａ）",
        "消除その他（計）",
        "消除計（Ｂ）",
        "増減数",
        "社会増減数",
    ):
        assert int(rows["total"][header]) == int(rows["japanese"][header]) + int(rows["foreign"][header])
    assert rows["total"]["増減数"] == "-95"


def out_move(count: int) -> dict[str, str]:
    return {
        "municipality_code": CODE,
        "stat_month": "2018-06",
        "basis_code": "register",
        "reason_code": "21",
        "cancelled_reason_code": "",
        "resident_kind_code": "1",
        "movement_count": str(count),
    }


def test_out_moves_that_were_cancelled_leave_the_return_if_it_nets_them(tmp_path: Path) -> None:
    """Three more out-moves, all taken back: netted, the golden files; else in 記載その他 too."""
    taken_back = out_move(3) | {"reason_code": "19", "cancelled_reason_code": "21"}

    def fill(connection) -> None:
        fill_year(connection)
        insert_rows(connection, "movements_monthly", [out_move(3), taken_back])

    def fill_and_net(connection) -> None:
        fill(connection)
        rule = [CODE, "mic_annual", "19", "21", "out_domestic"]
        connection.execute("insert into netted_cancellations values (?, ?, ?, ?, ?)", rule)

    publish(tmp_path / "netting", fill_and_net)
    netted = export_december(tmp_path / "netting", tmp_path / "netted")
    for golden in OFFICIAL.glob("mic_annual_*"):
        assert (netted / golden.name).read_bytes() == golden.read_bytes()

    publish(tmp_path / "plain", fill)
    plain = export_december(tmp_path / "plain", tmp_path / "gross")
    name = f"mic_annual_{CODE}_2018_total.csv"
    before, after = (read_text_csv(folder / name)[0] for folder in (netted, plain))
    grown = {header for header in before if before[header] != after[header]}
    assert grown == {
        *("記載その他（計）", "記載計（Ａ）"),
        *("転出者数（国内）", "転出者数（計）", "消除計（Ｂ）"),
    }
    assert int(after["転出者数（国内）"]) == int(before["転出者数（国内）"]) + 3


def test_no_annual_return_without_the_whole_year(tmp_path: Path) -> None:
    def fill(connection) -> None:
        fill_year(connection)
        connection.execute("delete from covered_months where stat_month = '2018-03-01'")

    publish(tmp_path / "home", fill)
    official = export_december(tmp_path / "home", tmp_path / "out")
    assert not list(official.glob("mic_*"))


def test_a_year_that_does_not_balance_is_refused(tmp_path: Path, capsys) -> None:
    """One resident more in the December before: the year's flows no longer lead to the stock after."""

    def fill(connection) -> None:
        fill_year(connection)
        connection.execute(
            "insert into population_monthly values ('023035', '2017-12-01', '9999999', '1', '2', '030', 1)"
        )

    publish(tmp_path / "home", fill)
    arguments = ["export", "--month", "2018-12", "--out", str(tmp_path / "out"), "--audience", "internal"]
    assert main(["--home", str(tmp_path / "home"), *arguments]) == 5
    assert "2018 do not balance for municipality 023035 (foreign)" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("change", "opening", "text"),
    [
        (1, 800, "0.13"),  # 0.125, half away from zero
        (-1, 800, "-0.13"),
        (-95, 2759, "-3.44"),
        (0, 2759, "0.00"),
        (-1, 100_000, "-0.00"),  # as the ministry prints a small fall
        (5, 0, "***"),
        (0, 0, "***"),
    ],
)
def test_rates_have_two_decimals_and_no_value_over_zero(change: int, opening: int, text: str) -> None:
    assert rate(change, opening) == text
