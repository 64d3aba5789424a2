"""The column policy: every item of the source document is decided on, and ingest obeys (04-privacy 4.1).

If an item were without a policy, or a layout could read one against it, a name or a number would come in.
"""

from collections import Counter
from dataclasses import replace

import pytest

from ingest.codes import read_seed
from ingest.layouts import AMBIGUOUS, Layout, LayoutColumn, read_layouts
from ingest.policies import POLICIES, permitted_policies, read_policies, require_policies
from store.errors import ConfigurationError
from tests.test_conventions import JAPANESE

SOURCE = "hachinohe"
ITEMS = {
    # how many items 別添1 lists of each record type: file (1) with 28 and 中間サーバー, files (2) and (3)
    "1 個人検索レコード": 11,
    "2 個人キーレコード": 1,
    "3 世帯レコード": 13,
    "4 世帯履歴レコード": 16,
    "5 方書レコード": 3,
    "6 住民基本レコード": 27,
    "7 戸籍レコード": 5,
    "8 氏名オーバーフローレコード": 2,
    "9 個人履歴レコード": 19,
    "10 住所レコード": 16,
    "11 通番レコード": 7,
    "12 転出証明書情報個人レコード": 10,
    "13 外国人住民レコード": 21,
    "14 外国人履歴レコード": 22,
    "15 通称履歴キーレコード": 1,
    "16 通称履歴レコード": 11,
    "17 通称検索レコード": 14,
    "18 在留カード番号履歴レコード": 1,
    "19 外国人更新期限ファイル": 3,
    "20 印鑑基本レコード": 9,
    "21 印影レコード": 9,
    "22 印鑑登録レコード": 15,
    "23 改製原DB世帯レコード": 19,
    "24 改製原DB個人レコード": 38,
    "25 改製原DB外国人レコード": 8,
    "26 マイナンバーキーレコード": 4,
    "27 マイナンバー要求結果レコード": 8,
    "28 個人番号カードレコード": 8,
    "中間サーバー": 3,
    "本人確認情報ファイル": 40,
    "送付先情報ファイル": 67,
}
READ = {"3", "4", "6", "9", "10", "13", "14"}
"""Record types that the profile reads (01-feed 1); of the others nothing comes in."""
DATA_TYPES = {"surrogate", "code", "date", "timestamp", "integer", "flag", "text", "number", "image"}
NEVER = (
    "氏名",
    "カナ",
    "漢字",
    "かな",
    "通称",
    "旧氏",
    "番地",
    "枝番",
    "方書",
    "本籍",
    "筆頭者",
    "印鑑",
    "印影",
    "カード",
    "備考",
    "電話番号",
    "郵便番号",
    "マイナンバー",
    "住民票コード",
    "個人番号",
    "識別符号",
    "統合利用番号",
    "選挙",
    "実態調査",
)
"""Words of names of items that say a person, a place finer than a town, or another office's business."""


def policies() -> list[dict[str, str]]:
    return read_seed("column_policies").rows(named=True)


def source_items() -> list[dict[str, str]]:
    """Return the items as the document prints them, without the parents' keys that exports add."""
    return [row for row in policies() if row["source_name"] == SOURCE and row["item_number"] != "0"]


def of_source(row: dict[str, str]) -> str:
    return f"{row['record_type']} {row['item_number']} {row['item_name']}"


def test_every_item_of_the_document_has_a_policy() -> None:
    assert Counter(row["record_type"] for row in source_items()) == ITEMS
    assert sum(ITEMS.values()) == 431


def test_items_are_numbered_as_the_document_does() -> None:
    """It prints 9 for 19 once."""
    numbers = {
        name: [int(row["item_number"]) for row in source_items() if row["record_type"] == name]
        for name in ITEMS
    }
    expected = {name: list(range(1, count + 1)) for name, count in ITEMS.items()}
    expected["23 改製原DB世帯レコード"][-1] = 9
    assert numbers == expected


def test_every_policy_is_complete() -> None:
    wrong = [
        of_source(row)
        for row in policies()
        if row["policy"] not in POLICIES
        or row["data_type"] not in DATA_TYPES
        or not JAPANESE.search(row["reason_ja"])
        or (row["policy"] == "tokenize") != (row["data_type"] == "surrogate")
    ]
    assert wrong == []


def test_only_record_types_that_are_read_bring_anything_in() -> None:
    """Least of all 本人確認情報 and 送付先情報."""
    kept = {row["record_type"] for row in source_items() if row["policy"] != "drop"}
    assert {name.split(" ")[0] for name in kept} == READ
    for name in ("本人確認情報ファイル", "送付先情報ファイル"):
        assert {row["policy"] for row in source_items() if row["record_type"] == name} == {"drop"}


def test_persons_and_households_are_keyed_by_tokens_only() -> None:
    tokenized = {row["item_name"] for row in policies() if row["policy"] == "tokenize"}
    assert tokenized == {"宛名番号", "世帯番号", "住民コード", "世帯コード"}
    kept = {row["item_name"] for row in policies() if row["policy"] in ("keep", "generalize")}
    assert kept & tokenized == set()


@pytest.mark.parametrize("word", NEVER)
def test_what_says_a_person_is_dropped(word: str) -> None:
    named = [row for row in policies() if word in row["item_name"]]
    assert named
    assert [of_source(row) for row in named if row["policy"] != "drop"] == []


def test_reasons_are_those_of_the_item() -> None:
    """One sentence for all would be none; it may recur for the same thing in several records."""
    reasons = Counter(row["reason_ja"] for row in source_items())
    assert max(reasons.values()) <= 3
    assert len(reasons) > 0.9 * len(source_items())


def test_ambiguous_numbers_say_so() -> None:
    """個人番号 is the vendor's number or My Number in the register file; in the other two files the law's."""
    named = [row for row in source_items() if row["item_name"].split("/")[-1] == "個人番号"]
    ambiguous = [row["record_type"].split(" ")[0] for row in named if "内容で判定" in row["reason_ja"]]
    assert ambiguous == ["15", "17", "18", "19", "24"]
    assert {row["record_type"] for row in named if "番号法" in row["reason_ja"]} == {
        "本人確認情報ファイル",
        "送付先情報ファイル",
    }


def test_items_of_one_name_are_told_apart_only_where_their_policies_differ() -> None:
    """The document prints one name for 在留資格 and for its period."""
    name = "外国人履歴7/在留資格期間履歴/在留資格期間コード/在留資格期間等"
    history = read_policies(SOURCE, "14 外国人履歴レコード")
    assert name not in history
    assert (history[f"{name}#16"], history[f"{name}#17"]) == ("keep", "drop")
    assert read_policies(SOURCE, "4 世帯履歴レコード")["履歴区分"] == "keep"


def layout_with(column: LayoutColumn) -> Layout:
    """Return the layout of std changes with one more column."""
    layout = next(each for each in read_layouts() if (each.profile, each.kind) == ("std", "changes"))
    return replace(layout, columns=(*layout.columns, column))


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        (LayoutColumn("余分", "dropped"), "Column 余分 of std changes has no policy"),
        (LayoutColumn("備考", "digits", column="note", digits=7), "has the policy drop, but its layout"),
        (LayoutColumn("宛名番号", "digits", column="number"), "has the policy tokenize, but its layout"),
        (LayoutColumn("宛名番号", AMBIGUOUS, column="number"), "has the policy tokenize, but its layout"),
        (LayoutColumn("個人番号", AMBIGUOUS, column="number", domain="person"), "has the policy drop, but"),
        (LayoutColumn("性別", "dropped"), "has the policy keep, but its layout"),
    ],
)
def test_a_layout_keeps_to_the_policy(column: LayoutColumn, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        require_policies(layout_with(column))
    assert sentence in str(refusal.value)


def test_an_ambiguous_number_is_tokenized_or_ignored_as_its_layout_says() -> None:
    assert permitted_policies(LayoutColumn("番号", AMBIGUOUS, column="number", domain="person")) == {
        "tokenize"
    }
    assert permitted_policies(LayoutColumn("番号", AMBIGUOUS, column="number")) == {"drop"}
