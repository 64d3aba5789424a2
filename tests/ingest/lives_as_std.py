"""The lives of `hachinohe_lives` in profile std: the rows of a register that tells everything it knows."""

from collections.abc import Iterator
from datetime import date

from tests.ingest.hachinohe_file import SENDAI, TOKYO
from tests.ingest.hachinohe_lives import TOWNS, Life, Processing, shown
from tests.random_registers.columns import CHANGE_COLUMNS, RESIDENT_COLUMNS, Cells, blank_cells

SHOWN = ("生年月日", "性別", "住民種別", "国籍・地域コード", "在留資格", "続柄", "町字コード")
HOMES = {town: number for number, town in TOWNS.items()}
PARTNERS = {"11": {"転入前市区町村コード": TOKYO}, "21": {"転出先市区町村コード": SENDAI}}


def resident_rows(lives: list[Life], city: str, day: date) -> list[Cells]:
    """Return the 全件データ of the residents on a day up to which these lives were processed."""
    return [
        blank_cells(RESIDENT_COLUMNS)
        | state_cells(life, city, shown(life.state, "11"))
        | {"履歴番号": str(len(life.changes)), "基準日": day.isoformat()}
        for life in lives
        if life.is_here(day)
    ]


def change_rows(life: Life, city: str, processing: Processing) -> Iterator[Cells]:
    """Yield all changes of a life; who leaves is shown as they lived. Corrections have no notification."""
    place: tuple[str, ...] = ("", "")
    for number, (reason, changed, notified, *state) in enumerate(life.changes, start=1):
        place = tuple(state[-2:]) if state[-1] else place
        processed = processing(life.number, date.fromisoformat(notified or changed))
        told = {
            "履歴番号": str(number),
            "異動事由コード": reason,
            "異動年月日": changed,
            "届出年月日": notified,
            "処理日時": f"{processed}T10:00:00",
        }
        yield (
            blank_cells(CHANGE_COLUMNS)
            | state_cells(life, city, (*state[:-2], *place))
            | told
            | PARTNERS.get(reason, {})
        )


def state_cells(life: Life, city: str, state: tuple[str, ...]) -> Cells:
    cells = dict(zip(SHOWN, state, strict=True))
    return cells | {
        "市区町村コード": city,
        "宛名番号": life.number,
        "世帯番号": HOMES[cells["町字コード"]],
        "第30条45規定区分": "中長期在留者" if cells["住民種別"] == "2" else "",
    }
