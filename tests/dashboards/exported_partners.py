"""What flows, foreign residents, the map and own tables would show if made from the exported files."""

from collections.abc import Collection, Iterator

from tests.dashboards.exported import Exported, seed
from tests.dashboards.exported_figures import (
    CHILDREN,
    ELDERLY,
    HOUSEHOLD_KINDS,
    KINDS,
    KNOWN,
    SEXES,
    Selection,
    Told,
    rate,
)
from tests.dashboards.published_home import CITY
from tests.dashboards.reading import HtmlTable, read, table

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
    app = chosen.open("flows", window="1m", sex=sex, scope=scope, band=band, dir=direction)
    people: Kept = {"sex_code": SEXES[sex], "resident_kind_code": KINDS[chosen.nationality]}
    people |= scope_kept(chosen.now, scope)
    for name, *cells in table(app, "範囲別の転入・転出").body:
        of_scope = {} if name == "計" else scope_kept(chosen.now, SCOPES[name])
        yield from told(chosen, name, cells, people | of_scope)
    partners, ages = table(app, "相手別の転入・転出"), table(app, "相手別・年齢別")
    names = seed("age_band_codes" if band == "5" else f"{BANDS[band]}s", BANDS[band], "label_ja")
    for (name, place, code, *cells), (_, *by_age) in zip(partners.body, ages.body, strict=True):
        of_partner: Kept = {"partner": [code]} if code else {}
        if not code and name != "計":
            continue
        yield from told(chosen, place + name, cells, people | of_partner)
        for heading, cell in zip(ages.rows[0][1:], by_age, strict=True):
            age = heading.removesuffix("（人）")
            of_age: Kept = {BANDS[band]: [names[age]]} if age in names else {}
            arrivals, departures = both(chosen.now, people | of_partner | of_age)
            yield name + age, cell, {"in": arrivals, "out": departures}.get(direction, arrivals - departures)


def scope_kept(month: Exported, scope: str) -> Kept:
    """Return what keeps the migrants of a scope by its code in links."""
    if scope == "all":
        return {}
    if scope in ("abroad", "unknown"):
        return {"partner_kind_code": [scope]}
    codes = set(month.cells("migration_flows_monthly")["partner_code"])
    inside = {code for code in codes if code.startswith("02")}
    kept = {"inside": inside, "outside": codes - inside}.get(scope, codes)
    return {"partner_kind_code": ["domestic"], "partner_code": kept}


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


def foreign(chosen: Selection) -> Iterator[Told]:
    """Nationalities, groups of residence status and households with foreign members."""
    groups = seed("residence_status_group_codes", "residence_status_group_code", "label_ja")
    names = seed("nationality_codes", "nationality_code", "label_ja")
    group = chosen.dice.choice(["total", *sorted(set(groups.values()))])
    app = chosen.open("foreign", group=group)
    shown = table(app, "国籍・地域別の外国人住民")
    of_group: Kept = {} if group == "total" else {"status_group": [group]}
    for name, *cells in shown.body:
        if name not in names and name != "計":
            continue
        who: Kept = {"nationality_code": [names[name]]} if name in names else {}
        yield name, cells[0], chosen.now.total("foreign_residents_monthly", **who, **of_group)
        if name in names or group == "total":
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


def by_group(
    month: Exported, groups: dict[str, str], headings: list[str], cells: list[str], who: Kept
) -> Iterator[Told]:
    """Yield the figures of some nationalities by group of status; no status is 不明, 計 is all."""
    for heading, cell in zip(headings, cells, strict=True):
        name = heading.removesuffix("（人）")
        of_group: Kept = {} if name == "計" else {"status_group": [groups.get(name, "")]}
        yield name, cell, month.total("foreign_residents_monthly", **who, **of_group)


def town_map(chosen: Selection) -> Iterator[Told]:
    """The whole and every area with the figure of an indicator and what it is made of."""
    indicator = chosen.dice.choice(["population", "elderly", "children", "foreign", "households", "members"])
    if chosen.year_before:
        indicator = chosen.dice.choice([indicator, "change1", "rate1"])
    level = chosen.dice.choice(["town", "district"]) if chosen.municipality_code == CITY else "town"
    shown: HtmlTable = read(chosen.open("map", ind=indicator, level=level)).tables[-1]
    for name, code, *cells, _ in shown.body:
        place: Kept = {f"{level}_code": [code]} if code else {}
        yield from zip(
            [name + indicator] * len(cells), cells, of_indicator(chosen, indicator, place), strict=True
        )


def of_indicator(chosen: Selection, indicator: str, place: Kept) -> list[float | None]:
    """Return what an indicator is made of, and the indicator."""
    kinds, now = KINDS[chosen.nationality], chosen.now

    def persons(month: Exported, ages: list[str] | None = None) -> int:
        return month.total("population_monthly", resident_kind_code=kinds, age_code=ages, **place)

    everybody = now.total("population_monthly", **place)
    all_households = now.total("households_monthly", **place)
    if indicator in ("elderly", "children"):
        part, known = persons(now, ELDERLY if indicator == "elderly" else CHILDREN), persons(now, KNOWN)
        return [known, part, rate(part, known)]
    if indicator == "foreign":
        part = now.total("population_monthly", resident_kind_code=["2"], **place)
        return [everybody, part, rate(part, everybody)]
    if indicator == "members":
        return [everybody, all_households, everybody / all_households if all_households else None]
    if indicator == "households":
        kind = HOUSEHOLD_KINDS[chosen.nationality]
        return [now.total("households_monthly", household_kind_code=kind, **place)]
    if indicator == "population":
        return [persons(now)]
    assert chosen.year_before
    before = persons(chosen.year_before)
    change = persons(now) - before
    return [persons(now), before, change, *([rate(change, before)] if indicator == "rate1" else [])]


TOTAL_NAME = "計"
SUBJECTS = {
    "population": ("population_monthly", ["sex", "nationality", "age_group", "age_band", "district", "town"]),
    "households": ("households_monthly", ["household_kind", "household_size", "district", "town"]),
    "movements": ("movements_monthly", ["reason", "sex", "nationality", "age_band", "district"]),
    "flows": ("migration_flows_monthly", ["direction", "partner_kind", "sex", "nationality", "age_band"]),
}
COLUMNS = {"nationality": "resident_kind_code", "household_size": "size"}
FILTERS = {"sex": ["1", "2"], "household_kind": ["1", "2", "3"], "direction": ["in", "out"]}


def own_table(chosen: Selection) -> Iterator[Told]:
    """Every cell and total of a table of random sides, some with a filter."""
    dice, subject = chosen.dice, chosen.dice.choice(sorted(SUBJECTS))
    mart, every = SUBJECTS[subject]
    # where there are no districts, a table cut by them has no rows
    offered = [one for one in every if one != "district" or chosen.municipality_code == CITY]
    row, column = dice.sample(offered, 2)
    kept: Kept = {"basis_code": ["register"]} if subject == "movements" else {}
    if "nationality" in offered:
        kept["resident_kind_code"] = KINDS[chosen.nationality]
    choices = {"subject": subject, "rows": row, "column": "none" if column == "town" else column}
    if filtered := next((one for one in offered if one in FILTERS and one not in (row, column)), ""):
        kept[f"{filtered}_code"] = [code := dice.choice(FILTERS[filtered])]
        choices[f"only_{filtered}"] = code
    shown: HtmlTable = read(chosen.open("table", **choices)).tables[0]
    if not shown.body:
        yield "no row", "0", chosen.now.total(mart, **kept)
    for name, *cells in shown.body:
        for heading, cell in zip(shown.rows[0][1:], cells, strict=True):
            above = heading.removesuffix("（人）").removesuffix("（世帯）")
            where = side(chosen.now, row, name) | (
                {} if choices["column"] == "none" else side(chosen.now, column, above)
            )
            yield name + above, cell, chosen.now.total(mart, **(kept | where))


def side(month: Exported, dimension: str, name: str) -> Kept:
    """Return what keeps the cells of a row or column, as it is named; of the total, all."""
    column = COLUMNS.get(dimension, f"{dimension}_code")
    if name == TOTAL_NAME:
        return {}
    if dimension == "household_size":
        return {column: [name[0]]}
    if dimension == "age_group":
        return {column: [seed("age_group_codes", column, "label_ja")[name]]}
    # a town that no list names is called by its code
    return {column: [month.names(column).get(name, name.removeprefix("町字 "))]}
