"""Extracts of the register file from their directory on: CP932, 和暦, labels; month after month."""

from pathlib import Path

import pytest

from store.errors import DeliveryRefused
from tests.command_line import jukistat, report_of
from tests.ingest.hachinohe_file import (
    AFTER,
    APRIL,
    BASE,
    HOMES,
    MAY,
    OLD_ENTRY,
    SENDAI,
    TOKYO,
    A,
    B,
    address,
    extract_of,
    foreigner,
    household,
    person,
)
from tests.ingest.hachinohe_writing import written
from tests.ingest.stores import Store, counts

BEFORE_APRIL = (
    *HOMES,
    household("3", A, "2012-05-05"),
    person("1", "1", OLD_ENTRY),
    person("2", "2", OLD_ENTRY, 生年月日="1950-00-00"),
    person("3", "2", OLD_ENTRY, ("23", "2020-01-01", "2020-01-02"), 削除フラグ="1"),
    person("4", "2", OLD_ENTRY, 住民区分="9"),
    foreigner("5", "156", "中長期在留者", "留学"),
    person("5", "3", OLD_ENTRY),
)
MARCH_EXTRACT = extract_of(BASE, *BEFORE_APRIL)
APRIL_EXTRACT = extract_of(
    APRIL,
    *BEFORE_APRIL,
    address("1", ("31", "2025-04-20", "2025-04-21"), town=A),
    address("1", ("31", "2025-04-20", "2025-04-21"), AFTER, town=B),
    person("6", "2", ("11", "2025-04-10", "2025-04-11"), 性別="2"),
    address("6", ("11", "2025-04-10", "2025-04-11"), outside=TOKYO),
)
MAY_EXTRACT = extract_of(
    MAY,
    *BEFORE_APRIL,
    address("1", ("31", "2025-04-20", "2025-04-21"), town=A),
    address("1", ("31", "2025-04-20", "2025-04-21"), AFTER, town=B),
    # who came in April has joined another household, and leaves in June
    person("6", "3", ("11", "2025-04-10", "2025-04-11"), ("21", "2025-06-05", "2025-05-20"), 性別="2"),
    address("6", ("11", "2025-04-10", "2025-04-11"), outside=TOKYO),
    address("6", ("21", "2025-06-05", "2025-05-20"), AFTER, outside=SENDAI),
)


def test_months_of_extracts_become_one_history(store: Store, tmp_path: Path) -> None:
    """The first is the base, later ones bring what is new; what they repeat is a duplicate."""
    base, none = store.load(written(MARCH_EXTRACT, tmp_path))
    assert (base.profile, base.kind, base.through_date) == ("hachinohe", "residents", "2025-03-31")
    assert counts(base) == {"received": 5, "loaded": 3, "out_of_scope": 2}
    assert (none.kind, counts(none)) == ("changes", {})

    _, april = store.load(written(APRIL_EXTRACT, tmp_path))
    assert counts(april) == {"received": 2, "loaded": 2}
    later_list, may = store.load(written(MAY_EXTRACT, tmp_path))
    assert counts(may) == {"received": 3, "loaded": 1, "duplicate": 2}
    assert counts(later_list)["loaded"] == 4
    changes = store.rows("changes").sort("recorded_at")
    assert changes["reason_code"].to_list() == ["11", "31", "21"]
    assert changes["town_code"].to_list()[:2] == [A, B]
    assert changes["destination_municipality_code"].to_list() == [None, None, SENDAI]
    assert [str(day) for day in changes["changed_date"]] == ["2025-04-10", "2025-04-20", "2025-06-05"]
    people = store.rows("residents").filter(delivery_id=1)
    assert people["birth_year"].to_list() == [1980, 1950, 1980]
    assert people["nationality_code"].to_list() == [None, None, "156"]


def test_what_a_file_no_longer_tells_does_not_change_what_was_told(store: Store, tmp_path: Path) -> None:
    """A cancellation goes on meaning the removal that record 6 had when it was first told."""
    struck_off, stays = ("26", "2025-04-02", "2025-04-02"), ("19", "2025-04-12", "2025-04-12")
    leaves = ("21", "2025-05-20", "2025-05-20")
    extracts = (
        MARCH_EXTRACT,
        extract_of(APRIL, *HOMES, person("1", "2", stays, struck_off), address("1", stays)),
        extract_of(MAY, *HOMES, person("1", "2", stays, leaves), address("1", stays)),
    )
    for extract in extracts:
        _, changes = store.load(written(extract, tmp_path))
    assert counts(changes) == {"received": 2, "loaded": 1, "duplicate": 1}
    numbers = dict(store.rows("changes").select("reason_code", "history_number").rows())
    (named,) = store.rows("changes").filter(reason_code="19")["target_history_number"]
    assert named == numbers["26"]


def test_an_out_move_whose_day_the_register_has_overwritten_waits(store: Store, tmp_path: Path) -> None:
    """減年月日 after the 転入通知 is another day than planned: nothing is silently replaced."""
    for day, left in ((BASE, "2025-06-05"), (MAY, "2025-05-29")):
        leaves = ("21", left, "2025-03-20")
        _, changes = store.load(
            written(extract_of(day, *HOMES, person("1", "2", OLD_ENTRY, leaves)), tmp_path)
        )
    assert counts(changes) == {"received": 1, "quarantined": 1}
    assert [rule for *_, rule in store.waiting()] == ["conflicting_row"]


def test_the_operator_names_a_directory_and_its_city(store: Store, tmp_path: Path) -> None:
    home, folder = store.home.root, written(MARCH_EXTRACT, tmp_path)
    said = jukistat(home, "layout", "check", folder).stdout
    assert "hachinohe residents" in said
    jukistat(home, "load", tmp_path, "--municipality", "023035", "--extracted-at", "2025-04-01")
    again = jukistat(home, "load", folder, "--municipality", "023035", "--extracted-at", "2025-04-01").stdout
    assert again.count("nothing to do") == 2
    told = report_of(home, "status")["deliveries"]
    assert [(each["kind"], each["municipality_codes"]) for each in told] == [
        ("residents", ["023035"]),
        ("changes", []),
    ]
    assert [str(day) for day in store.rows("residents")["base_date"].unique()] == ["2025-04-01"]
    jukistat(home, "load", folder)  # the same bytes, meant for the city that the layout names
    assert set(store.rows("residents")["municipality_code"]) == {"023035", "022039"}


def test_record_types_that_are_not_read_may_lie_beside(store: Store, tmp_path: Path) -> None:
    folder = written(MARCH_EXTRACT, tmp_path)
    (folder / "戸籍.csv").write_bytes(
        "異動年月日,本籍地/住所,筆頭者情報/筆頭者\n0,八戸市,秘密\n".encode("cp932")
    )
    base, _ = store.load(folder)
    assert counts(base)["loaded"] == 3


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "住民基本",
            "増事由,",
            "増の事由,",
            "not the header of 6 住民基本レコード (missing: 増事由;",
        ),
        ("住民基本", "\r\n1,", "\r\n1,,", "住民基本.csv, row 1: a wrong number of fields"),
        ("住所", "住民コード", "送付先番号", "not the header of 10 住所レコード"),
        ("世帯", "世帯コード", "\udc81", "bytes that are not CP932"),
    ],
)
def test_a_broken_extract_is_refused_whole(
    file: str, old: str, new: str, said: str, based: Store, tmp_path: Path
) -> None:
    folder = written(MARCH_EXTRACT, tmp_path)
    path = folder / f"{file}.csv"
    text = path.read_bytes().decode("cp932").replace(old, new, 1)
    path.write_bytes(text.encode("cp932", "surrogateescape"))
    before = based.digest()
    with pytest.raises(DeliveryRefused) as refusal:
        based.load(folder)
    assert said in str(refusal.value)
    assert based.digest() == before


def test_an_extract_of_no_day_or_with_a_record_twice_is_refused(store: Store, tmp_path: Path) -> None:
    folder = written(MARCH_EXTRACT, tmp_path)
    (folder / "世帯その2.csv").write_bytes((folder / "世帯.csv").read_bytes())
    with pytest.raises(DeliveryRefused, match="holds 3 世帯レコード twice"):
        store.load(folder)
    nameless = folder.rename(tmp_path / "抽出")
    with pytest.raises(DeliveryRefused, match="does not say when the register was read"):
        store.load(nameless)
    with pytest.raises(DeliveryRefused, match="99991231: 9999-12-31 has not come yet"):
        store.load(nameless.rename(tmp_path / "99991231"))
