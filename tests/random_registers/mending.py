"""Refused rows and what a register might send instead: rows withheld, and mended in any way that is sound."""

from dataclasses import replace
from random import Random

from tests.oracle.judging import Fault, Store, read_change, read_resident
from tests.oracle.values import has_check_digit
from tests.random_registers.columns import CHANGE_COLUMNS, Cells
from tests.random_registers.deliveries import RandomStore, read_rows, to_bytes
from tests.random_registers.dirt import faulty
from tests.random_registers.people import BIRTHS

REASONS = ("11", "13", "14", "19", "21", "23", "24", "29", "31", "34", "49", "50", "51")


def withholding_store(random: Random, store: RandomStore) -> RandomStore:
    """Return the store with sound changes made faulty or followed by another of their key.

    What hangs on a withheld row, a cancellation or a notice, stands alone now.
    """
    files = dict(store.files)
    for name in [name for name in files if "changes" in name]:
        rows = []
        for row in read_rows(name, files.pop(name), CHANGE_COLUMNS):
            is_sound = has_check_digit(row["市区町村コード"]) and row["異動事由コード"] in REASONS
            chance = random.random() if is_sound else 1.0
            rows.append(faulty(random, row) if chance < 0.1 else row)
            if 0.1 < chance < 0.13:
                rows.append(row | {"異動事由コード": random.choice(REASONS)})
        files[name.removesuffix(".gz")] = to_bytes(random, CHANGE_COLUMNS, rows)
    return replace(store, files=files)


def sound_value(random: Random, column: str, codes: list[str], cells: Cells) -> str:
    """Return a value that a register may send in place of a faulty one."""
    history = cells["履歴番号"]
    day = f"2024-{random.randrange(1, 6):02}-{random.randrange(1, 29):02}"
    return {
        "市区町村コード": random.choice(codes),
        "宛名番号": str(random.randrange(1, 26)),
        "履歴番号": str(random.randrange(2, 40)),
        "異動事由コード": random.choice(REASONS),
        "参照履歴番号": str(random.randrange(1, int(history)))
        if history.isdigit() and history > "1"
        else "1",
        "生年月日": random.choice(BIRTHS),
        "性別": random.choice("12"),
        "住民種別": random.choice("12"),
        "世帯番号": str(random.randrange(1, 12)),
        "異動年月日": day,
        "処理日時": f"{day}T10:00:00",
        "基準日": cells.get("基準日", ""),
    }[column]


def accept(random: Random, store: Store, cells: Cells, codes: list[str], *, replaces: bool) -> None:
    """Load a refused row into the oracle's store, mended where it has to be.

    With `replaces` it takes the place of the row of its key, as an operator may decide.
    """
    for _ in range(30):
        try:
            row = read_resident(cells) if "基準日" in cells else read_change(cells)
            break
        except Fault as fault:
            cells = cells | {str(fault): sound_value(random, str(fault), codes, cells)}
    else:
        raise AssertionError(f"no way to mend {cells}")
    if replaces and row.reason == "00":
        store.residents[row.municipality, row.person, row.recorded] = row
    elif replaces:
        store.changes[row.municipality, row.person, row.history] = row
    elif row.reason == "00":
        store._keep_resident(row)
    elif row.municipality in store.base_dates:
        store._keep_change(row)
