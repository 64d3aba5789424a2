"""Cells → rows, and which cell makes a row impossible to count (01-feed 1.1, 1.2, 1.4)."""

from collections.abc import Iterable
from datetime import datetime

from tests.oracle import values
from tests.oracle.changes import ADDS, MODIFIES, NAMES_A_ROW, REMOVES, WITHOUT_EFFECT, Change, State


class Fault(Exception):
    """A cell that "decides who is counted is missing or malformed"; carries the column name, no value."""


def _need(parsed, column: str):
    if parsed is None:
        raise Fault(column)
    return parsed


def _among(text: str, allowed: Iterable[str]) -> str | None:
    return text if text in allowed else None


def read_state(cells: dict[str, str], *, household_needed: bool) -> State:
    """Return the state columns of a row. Raises Fault for a wrong one that decides who is counted."""
    household = values.read_digits(cells["世帯番号"], 15)
    if household_needed:
        _need(household, "世帯番号")
    kind = _need(_among(cells["住民種別"], {"1", "2"}), "住民種別")
    relationship = values.read_relationship(cells["続柄"])
    foreign = ("", "", "")
    if kind == "2":  # "a nationality on kind 1" contradicts and is loaded as unknown
        foreign = (
            values.read_nationality(cells["国籍・地域コード"]),
            values.read_term(cells["在留資格"], "residence_status_codes"),
            values.read_term(cells["第30条45規定区分"], "article_30_45_codes"),
        )
    areas = tuple(cells.get(f"地区管理コード{number}", "") for number in range(1, 11))
    return State(
        town=values.read_town(cells["町字コード"]),
        sex=_need(_among(cells["性別"], {"0", "1", "2"}), "性別"),
        kind=kind,
        birth=_need(values.read_parts(cells["生年月日"]), "生年月日"),
        household=household,
        is_householder=relationship == "世帯主",
        kept=(*foreign, relationship, *areas),
    )


def read_key(cells: dict[str, str]) -> tuple[str, int, int]:
    """Return 市区町村コード, 宛名番号, 履歴番号. Raises Fault."""
    municipality = cells["市区町村コード"]
    if not values.has_check_digit(municipality):
        raise Fault("市区町村コード")
    person = _need(values.read_digits(cells["宛名番号"], 15), "宛名番号")
    return municipality, person, _need(values.read_history_number(cells["履歴番号"]), "履歴番号")


def read_resident(cells: dict[str, str]) -> Change:
    """Return a row of 全件データ as the 00 row it is."""
    municipality, person, history = read_key(cells)
    parts = _need(values.read_parts(cells["基準日"]), "基準日")
    base = _need(values.full_date(parts), "基準日")
    state = read_state(cells, household_needed=True)
    recorded_at = datetime(base.year, base.month, base.day)
    return Change(municipality, person, history, "00", "", parts, base, recorded_at, None, state, ("",) * 4)


def read_change(cells: dict[str, str]) -> Change:
    """Return a row of 異動データ."""
    municipality, person, history = read_key(cells)
    reason = _need(
        _among(cells["異動事由コード"], (ADDS | REMOVES | MODIFIES | WITHOUT_EFFECT) - {"00"}),
        "異動事由コード",
    )
    target = None
    if reason in NAMES_A_ROW:  # "ignored on other reasons"; "smaller than the row's own number"
        target = _need(values.read_history_number(cells["参照履歴番号"]), "参照履歴番号")
        _need(target if target < history else None, "参照履歴番号")
    return Change(
        municipality=municipality,
        person=person,
        history=history,
        reason=reason,
        notification_type=_among(cells["異動区分"], {"1", "2", "3", "4"}) or "",
        changed=_need(values.read_parts(cells["異動年月日"]), "異動年月日"),
        notified=values.full_date(values.read_parts(cells["届出年月日"])),
        recorded_at=_need(values.read_timestamp(cells["処理日時"]), "処理日時"),
        target=target,
        state=read_state(cells, household_needed=reason in ADDS | MODIFIES),
        partners=(
            values.read_municipality(cells["転入前市区町村コード"]),
            values.read_country(cells["転入前国名コード"]),
            values.read_municipality(cells["転出先市区町村コード"]),
            values.read_country(cells["転出先国名コード"]),
        ),
    )
