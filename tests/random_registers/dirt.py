"""What real exports get wrong: dirty optional values, faulty rows, rows sent twice."""

from random import Random

from tests.random_registers.columns import Cells

OPTIONAL_DIRT = {
    "町字コード": ("12", "00A1000", "", "12345678"),
    "異動区分": ("9", "届"),
    "届出年月日": ("令和6年1月20日", "2024-13-01", "2024-02-00", "2024/01/10"),
    "国籍・地域コード": ("CHN", "000", "15"),
    "在留資格": ("宇宙滞在",),
    "第30条45規定区分": ("不明",),
    "続柄": ("妻の謎", "当主"),
    "転入前市区町村コード": ("131017", "13101", "999997"),
    "転出先市区町村コード": ("131017", "X"),
    "転入前国名コード": ("USA", "1"),
    "転出先国名コード": ("X", "0000"),
    "個人番号": ("1234", "", "12345678901X"),
    "住民票コード": ("99999999999", "1"),
    "備考": ("一行目\n二行目", 'かぎ"括弧"', ","),
}
FAULTS = {
    "市区町村コード": ("022038", "", "22039"),
    "宛名番号": ("12A4", "", "1234567890123456"),
    "履歴番号": ("0", "x", "", "1000000", "-1"),
    "生年月日": ("", "S35.1.1", "1980-02-33", "1980-13-01", "0000-05-01", "1980-00-12", "19800101"),
    "性別": ("3", "", "男"),
    "住民種別": ("5", ""),
    "世帯番号": ("", "ABC", "1234567890123456"),
}
CHANGE_FAULTS = FAULTS | {
    "異動事由コード": ("99", "", "00", "1"),
    "異動年月日": ("", "2024-1-5", "2024-04-32"),
    "処理日時": ("2024-02-30T10:00:00", "2024/01/10 10:00", "", "2024-01-10T25:00:00", "2024-01-10"),
}
RESIDENT_FAULTS = FAULTS | {"基準日": ("2024-02-30", "", "2023-12-00")}
TARGET_FAULTS = ("", "x", "0")
NEEDS_HOUSEHOLD = ("11", "12", "13", "16", "19", "31", "32", "33", "34", "40", "41", "42", "43", "47", "49")
NAMES_A_ROW = ("19", "29", "49", "50")


def soiled(random: Random, row: Cells) -> Cells:
    """Return the row with an optional value or two made dirty: it is loaded all the same (a warning each)."""
    dirty = dict(row)
    columns = [column for column in OPTIONAL_DIRT if column in row]
    for column in random.sample(columns, k=random.choice((1, 2))):
        dirty[column] = random.choice(OPTIONAL_DIRT[column])
    if row.get("異動事由コード", "19") not in NAMES_A_ROW and "参照履歴番号" in row and random.random() < 0.3:
        dirty["参照履歴番号"] = random.choice(("x", "999999", "1"))
    return dirty


def faulty(random: Random, row: Cells) -> Cells:
    """Return the row with one value that decides who is counted made wrong: it must be quarantined."""
    faults = RESIDENT_FAULTS if "基準日" in row else CHANGE_FAULTS
    reason = row.get("異動事由コード", "11")
    columns = [column for column in faults if column != "世帯番号" or reason in NEEDS_HOUSEHOLD]
    if reason in NAMES_A_ROW and random.random() < 0.4:
        return row | {"参照履歴番号": random.choice((*TARGET_FAULTS, row["履歴番号"]))}
    column = random.choice(columns)
    return row | {column: random.choice(faults[column])}


def sent_again(random: Random, row: Cells) -> Cells:
    """Return the row as a second export might show it: other names and notes, the same to us, a duplicate."""
    again = row | {"氏名": "再送　太郎", "方書": "別館", "個人番号": f"{random.randrange(10**12):012d}"}
    if "備考" in row:
        again["備考"] = "再送"
    if row["町字コード"] == "12":  # "The same content means the same kept values": both are unknown
        again["町字コード"] = "00A1000"
    return again


def sent_otherwise(random: Random, row: Cells) -> Cells:
    """Return the row with the same key and other content: a conflict, the row loaded first stays."""
    column = random.choice(("生年月日", "性別"))
    other = {"生年月日": ("1971-01-01", "1972-00-00"), "性別": ("1", "2", "0")}[column]
    return row | {column: random.choice([value for value in other if value != row[column]])}
