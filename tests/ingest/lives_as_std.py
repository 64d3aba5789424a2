"""Lives in profile std: the rows of a register that tells everything it knows, or of one that tells less."""

from collections.abc import Iterable, Iterator
from datetime import date

from tests.ingest.hachinohe_lives import Processing
from tests.ingest.life import Life
from tests.ingest.life_changes import CANCELLATIONS, NOTICE, Change, State
from tests.random_registers.columns import CHANGE_COLUMNS, RESIDENT_COLUMNS, Cells, blank_cells

SHOWN = ("生年月日", "性別", "住民種別", "国籍・地域コード", "在留資格", "続柄", "町字コード")
PARTNER_COLUMNS = {
    "11": "転入前市区町村コード",
    "12": "転入前国名コード",
    "21": "転出先市区町村コード",
    "22": "転出先国名コード",
}
STEP = 10
"""How far history numbers of a person are apart, so that there are some that no row has."""


def resident_rows(lives: list[Life], city: str, day: date, *, as_told: bool = False) -> list[Cells]:
    """Return the 全件データ of the residents on a day up to which these lives were processed.

    `as_told`: of those whom the register's file takes for residents.
    """
    return [
        blank_cells(RESIDENT_COLUMNS)
        | state_cells(life, city, life.state)
        | {"履歴番号": str(STEP * len(life.changes)), "基準日": day.isoformat()}
        for life in lives
        if life.is_here(day, as_told=as_told)
    ]


def change_rows(life: Life, changes: Iterable[Change], city: str, processing: Processing) -> Iterator[Cells]:
    """Yield changes of a life; who leaves is shown as they lived."""
    for change in changes:
        processed = processing(life.number, change.day)
        told = {
            "履歴番号": str(STEP * change.number),
            "異動事由コード": change.reason,
            "異動年月日": change.changed,
            "届出年月日": change.notified,
            "処理日時": f"{processed}T10:00:00",
            "参照履歴番号": named(change),
        }
        if change.reason in PARTNER_COLUMNS:
            told[PARTNER_COLUMNS[change.reason]] = change.partner
        yield blank_cells(CHANGE_COLUMNS) | state_cells(life, city, change.state) | told


def named(change: Change) -> str:
    """Return the row that a cancellation or notice names: one that is never given, if it names none."""
    if change.reason not in (*CANCELLATIONS, NOTICE):
        return ""
    return str(STEP * change.target if change.target else STEP * change.number - 1)


def state_cells(life: Life, city: str, state: State) -> Cells:
    cells = dict(zip(SHOWN, state.shown(), strict=True))
    return cells | {
        "市区町村コード": city,
        "宛名番号": life.number,
        "世帯番号": state.home,
        "第30条45規定区分": "中長期在留者" if state.kind == "2" else "",
    }
