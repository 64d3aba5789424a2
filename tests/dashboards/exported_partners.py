"""What flows, foreign residents, the map and own tables would show if made from the exported files."""

from collections.abc import Collection, Iterator

import polars as pl

from tests.dashboards.exported import Exported, seed
from tests.dashboards.exported_figures import (
    KINDS,
    SEXES,
    Selection,
    Told,
    rate,
)
from tests.dashboards.reading import table

Kept = dict[str, Collection[str] | None]
SCOPES = {
    "青森県内": "inside",
    "青森県外": "outside",
    "国内の計": "domestic",
    "国外": "abroad",
    "不明": "unknown",
}
BANDS = {"life": "life_stage_code", "10": "ten_year_band_code", "5": "age_band_code"}


def flows(chosen: Selection) -> Iterator[Told]:
    """Who came and left in the month by scope, by partner, and by partner and age."""
    sex, scope = chosen.dice.choice(sorted(SEXES)), chosen.dice.choice(["inside", "outside", "abroad", "all"])
    band, direction = chosen.dice.choice(sorted(BANDS)), chosen.dice.choice(["net", "in", "out"])
    yield from flows_of(chosen, sex, scope, band, direction)


def flows_of(chosen: Selection, sex: str, scope: str, band: str, direction: str) -> Iterator[Told]:
    """The same of what is picked on the page."""
    app = chosen.open("flows", window="1m", sex=sex, scope=scope, band=band, dir=direction)
    people: Kept = {"sex_code": SEXES[sex], "resident_kind_code": KINDS[chosen.nationality]}
    people |= scope_kept(chosen, scope)
    for name, *cells in table(app, "範囲別の転入・転出").body:
        of_scope = {} if name == "計" else scope_kept(chosen, SCOPES[name])
        yield from told(chosen, name, cells, people | of_scope)
    partners, ages = table(app, "相手別の転入・転出"), table(app, "相手別・年齢別")
    names = seed("age_band_codes" if band == "5" else f"{BANDS[band]}s", BANDS[band], "label_ja")
    for (name, place, code, *cells), (_, *by_age) in zip(partners.body, ages.body, strict=True):
        of_partner: Kept = {"partner": [code]} if code else {}
        if name.startswith("その他"):
            of_partner = {"partner": others(chosen, [row[2] for row in partners.body])}
        elif not code and name != "計":
            continue
        yield from told(chosen, place + name, cells, people | of_partner)
        for heading, cell in zip(ages.rows[0][1:], by_age, strict=True):
            age = heading.removesuffix("（人）")
            of_age: Kept = {BANDS[band]: [names[age]]} if age in names else {}
            arrivals, departures = both(chosen.now, people | of_partner | of_age)
            yield name + age, cell, {"in": arrivals, "out": departures}.get(direction, arrivals - departures)


def scope_kept(chosen: Selection, scope: str) -> Kept:
    """Return what keeps the migrants of a scope by its code in links."""
    if scope == "all":
        return {}
    if scope in ("abroad", "unknown"):
        return {"partner_kind_code": [scope]}
    codes = partner_codes(chosen, "partner_code")
    inside = {code for code in codes if code.startswith("02")}
    kept = {"inside": inside, "outside": codes - inside}.get(scope, codes)
    return {"partner_kind_code": ["domestic"], "partner_code": kept}


def partner_codes(chosen: Selection, column: str) -> set[str]:
    """Return the codes of all exported months."""
    own = (month for (code, _), month in chosen.exports.items() if code == chosen.municipality_code)
    return {code for month in own for code in month.cells("migration_flows_monthly")[column]}


def others(chosen: Selection, named: list[str]) -> set[str]:
    """Return the partners that no row names; of everybody here the place is known."""
    assert all(partner_codes(chosen, "partner_code"))
    return partner_codes(chosen, "partner") - {*named}


def both(month: Exported, kept: Kept) -> tuple[int, int]:
    """Return arrivals and departures."""
    arrivals, departures = (
        month.total("migration_flows_monthly", **kept, direction_code=[direction])
        for direction in ("in", "out")
    )
    return arrivals, departures


def told(chosen: Selection, name: str, cells: list[str], kept: Kept) -> Iterator[Told]:
    arrivals, departures = both(chosen.now, kept)
    yield from zip([name] * 3, cells[:3], [arrivals, departures, arrivals - departures], strict=True)
    if chosen.year_before:
        came, left = both(chosen.year_before, kept)
        change = arrivals - departures - (came - left)
        yield from zip([f"{name}, year before"] * 2, cells[3:], [came - left, change], strict=True)


def foreign(chosen: Selection) -> Iterator[Told]:
    """Nationalities, groups of residence status and households with foreign members."""
    groups = seed("residence_status_group_codes", "residence_status_group_code", "label_ja")
    names = seed("nationality_codes", "nationality_code", "label_ja")
    group = chosen.dice.choice(["total", *sorted(set(groups.values()))])
    app = chosen.open("foreign", group=group)
    shown = table(app, "国籍・地域別の外国人住民")
    of_group: Kept = {} if group == "total" else {"status_group": [group]}
    every = nationalities(chosen, of_group)
    named = {names[name] for name, *_ in shown.body if name in names}
    for name, *cells in shown.body:
        # with a group picked, even the total is of the nationalities that are in it
        codes = {names[name]} if name in names else every if name == "計" else every - named
        who: Kept = {"nationality_code": codes}
        yield from of_year(chosen, name, cells[:3], who | of_group)
        yield from by_group(chosen.now, groups, shown.rows[0][4:], cells[3:], who)
    for heading, *cells in table(app, "在留資格の区分別の外国人住民").body:
        if month := chosen.of(heading):
            headings = table(app, "在留資格の区分別の外国人住民").rows[0][1:]
            yield from by_group(month, groups, headings, cells, {})
    for heading, *cells in table(app, "外国人のいる世帯").body:
        if month := chosen.of(heading):
            counts = [
                month.total("households_monthly", household_kind_code=[*kinds]) for kinds in ("2", "3", "23")
            ]
            share = rate(counts[-1], month.total("households_monthly"))
            yield from zip([heading] * 4, cells, [*counts, share], strict=True)


def nationalities(chosen: Selection, of_group: Kept) -> set[str]:
    """Return those that somebody of a group of status has in the month or had a year before."""
    found = set()
    for month in filter(None, (chosen.now, chosen.year_before)):
        cells = month.cells("foreign_residents_monthly")
        for column, codes in of_group.items():
            cells = cells.filter(pl.col(column).is_in([*(codes or ())]))
        found |= {*cells["nationality_code"]}
    return found


def of_year(chosen: Selection, name: str, cells: list[str], kept: Kept) -> Iterator[Told]:
    """Yield the foreign residents of the month, and of the year before with the change if it is exported."""
    now = chosen.now.total("foreign_residents_monthly", **kept)
    yield name, cells[0], now
    if chosen.year_before:
        before = chosen.year_before.total("foreign_residents_monthly", **kept)
        yield from zip([f"{name}, year before"] * 2, cells[1:], [before, now - before], strict=True)


def by_group(
    month: Exported, groups: dict[str, str], headings: list[str], cells: list[str], who: Kept
) -> Iterator[Told]:
    """Yield the figures of some nationalities by group of status; no status is 不明, 計 is all."""
    for heading, cell in zip(headings, cells, strict=True):
        name = heading.removesuffix("（人）")
        of_group: Kept = {} if name == "計" else {"status_group": [groups.get(name, "")]}
        yield name, cell, month.total("foreign_residents_monthly", **who, **of_group)
