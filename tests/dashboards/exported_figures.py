"""What every page would show if it were made from the exported files: the figures printed beside those."""

import random
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.dashboards.exported import Exported, seed
from tests.dashboards.published_home import CITY, NORTH
from tests.dashboards.reading import HtmlTable, figure, open_page, read, table

Told = tuple[str, str, float | None]
"""What a figure is of, as it is printed, and what the files make it; None: there is none."""
KINDS = {"total": None, "japanese": ["1"], "foreign": ["2"]}
HOUSEHOLD_KINDS = KINDS
"""Of a nationality, the households whose members are all of it."""
SEXES = {"total": None, "male": ["1"], "female": ["2"]}
AREAS = ("", f"d-{NORTH}", "d-999", "0001001.0001002", f"d-{NORTH}.0001001")
COMPONENTS = {
    "転入": "in_migration",
    "出生": "birth",
    "その他増": "other_add",
    "転出": "out_migration",
    "死亡": "death",
    "その他減": "other_remove",
}
"""Every other component is a move within."""
ELDERLY = [f"{age:03}" for age in range(65, 101)]
CHILDREN = [f"{age:03}" for age in range(15)]
KNOWN = [f"{age:03}" for age in range(101)]


@dataclass(frozen=True)
class Selection:
    """What a reader picks: a municipality, an exported month, a nationality; `dice` picks the page's own."""

    home: Path
    exports: Mapping[tuple[str, str], Exported]
    municipality_code: str
    month: str
    nationality: str
    dice: random.Random

    @property
    def now(self) -> Exported:
        return self.exports[self.municipality_code, self.month]

    @property
    def year_before(self) -> Exported | None:
        year, month = self.month.split("-")
        return self.exports.get((self.municipality_code, f"{int(year) - 1}-{month}"))

    @property
    def month_before(self) -> Exported | None:
        year, month = map(int, self.month.split("-"))
        earlier = f"{year}-{month - 1:02}" if month > 1 else f"{year - 1}-12"
        return self.exports.get((self.municipality_code, earlier))

    def of(self, heading: str) -> Exported | None:
        """Return the files of the month that a heading names, None if it is not exported."""
        year, month = re.findall(r"(\d+)年(\d+)月", heading)[0]
        return self.exports.get((self.municipality_code, f"{year}-{int(month):02}"))

    def area(self) -> str:
        return self.dice.choice(AREAS if self.municipality_code == CITY else ("",))

    def open(self, page: str, **choices: str) -> AppTest:
        where = {"mun": self.municipality_code, "ym": self.month, "nat": self.nationality}
        return open_page(self.home, page, **where, **choices)


def rate(part: float, whole: float) -> float | None:
    return 100 * part / whole if whole else None


def headed(shown: HtmlTable, row: list[str]) -> dict[str, str]:
    """Return the cells of a row by heading with unit."""
    return dict(zip(shown.rows[0], row, strict=True))


def overview(chosen: Selection) -> Iterator[Told]:
    """Key figures and age groups of the exported months, and the towns of the month."""
    app, kinds = chosen.open("overview"), KINDS[chosen.nationality]
    for heading, *cells in table(app, "月別の主な数値").body:
        if month := chosen.of(heading):
            yield from zip([heading] * 8, cells, key_figures(month, chosen.nationality), strict=True)
    groups = ("0-14", "15-64", "65+", "unknown")
    for heading, *cells in table(app, "年齢3区分別人口").body:
        if month := chosen.of(heading):
            counts = [
                month.total("population_monthly", resident_kind_code=kinds, age_group_code=[group])
                for group in groups
            ]
            shares = [rate(count, sum(counts[:3])) or 0 for count in counts[:3]]
            yield from zip([heading] * 7, cells, [*counts, *shares], strict=True)
    if chosen.year_before:
        yield from towns(chosen, table(app, "町丁字別の人口と増減"))


def towns(chosen: Selection, shown: HtmlTable) -> Iterator[Told]:
    """The towns with the largest change: residents, the change in a year and its rate, share of elderly."""
    assert chosen.year_before
    for _, code, *cells in shown.body:
        of_town = {"town_code": [code], "resident_kind_code": KINDS[chosen.nationality]}
        now, before = (
            month.total("population_monthly", **of_town) for month in (chosen.now, chosen.year_before)
        )
        aged, known = (
            chosen.now.total("population_monthly", **of_town, age_code=ages) for ages in (ELDERLY, KNOWN)
        )
        printed = (*cells[:3], cells[4])
        figures = (now, now - before, rate(now - before, before), rate(aged, known))
        yield from zip([code] * 4, printed, figures, strict=True)
        if chosen.month_before:
            yield (
                f"{code} in a month",
                cells[3],
                now - chosen.month_before.total("population_monthly", **of_town),
            )


def key_figures(month: Exported, nationality: str) -> list[float | None]:
    """Return population, its sexes, households, share of elderly, foreigners, natural and social change."""
    kinds = KINDS[nationality]
    persons = [
        month.total("population_monthly", resident_kind_code=kinds, sex_code=sex) for sex in SEXES.values()
    ]
    aged, known = (
        month.total("population_monthly", resident_kind_code=kinds, age_code=ages)
        for ages in (ELDERLY, KNOWN)
    )
    of_all = {"resident_kind_code": kinds, "basis_code": ["register"]}
    natural = month.total("movements_monthly", **of_all, component=["birth", "death"])
    every = month.total("movements_monthly", **of_all)
    return [
        *persons,
        month.total("households_monthly", household_kind_code=HOUSEHOLD_KINDS[nationality]),
        rate(aged, known),
        month.total("population_monthly", resident_kind_code=["2"]),
        natural,
        every - natural,
    ]


def pyramid(chosen: Selection) -> Iterator[Told]:
    """Every age by sex, its share, and the compared month if that is exported too."""
    area, band = chosen.area(), chosen.dice.choice(["1", "5"])
    compared = chosen.dice.choice([month for _, month in chosen.exports])
    shown = table(chosen.open("pyramid", area=area, band=band, cmp=compared), "性別・年齢別人口")
    column, of_age = ("age_band_code", "age_band_codes") if band == "5" else ("age_code", "age_codes")
    names = seed(of_age, column, "label_ja")
    then = chosen.exports[chosen.municipality_code, compared]

    def count(month: Exported, age: str, sex: str) -> int:
        ages = None if age == "計" else [names[age]]
        towns = month.towns_of(area)
        kept = {"town_code": towns, "sex_code": SEXES[sex], column: ages}
        return month.total("population_monthly", resident_kind_code=KINDS[chosen.nationality], **kept)

    for age, *cells in shown.body:
        male, female, both = (count(chosen.now, age, sex) for sex in ("male", "female", "total"))
        before = count(then, age, "total")
        share = rate(both, count(chosen.now, "計", "total"))
        yield from zip([age] * 6, cells, [male, female, both, share, before, both - before], strict=True)


def movements(chosen: Selection) -> Iterator[Told]:
    """The flows of the exported months of the span, by component."""
    area, sex = chosen.area(), chosen.dice.choice(sorted(SEXES))
    basis = chosen.dice.choice(["register", "notified", "event"])
    app = chosen.open("movements", area=area, sex=sex, basis=basis, span="10")
    shown = table(app, "月別・事由別の異動数")
    for row in shown.body:
        if month := chosen.of(row[0]):
            kept = {"basis_code": [basis], "sex_code": SEXES[sex], "town_code": month.towns_of(area)}
            kept["resident_kind_code"] = KINDS[chosen.nationality]
            components = set(month.cells("movements_monthly")["component"]) - {"initial"}
            parts: dict[str, Collection[str]] = {one: [one] for one in COMPONENTS.values()}
            parts |= {"within": components - set(COMPONENTS.values()), "net": components}
            sums = {part: month.total("movements_monthly", **kept, component=parts[part]) for part in parts}
            for heading, cell in [*headed(shown, row).items()][1:]:
                name = heading.partition("（人")[0]
                part = COMPONENTS.get(name, "net" if name == "増減" else "within")
                yield row[0] + heading, cell, abs(sums[part]) if name in COMPONENTS else sums[part]
    yield from official_movements(chosen, area, [*read(app).tables[1:]])


def official_movements(chosen: Selection, area: str, sheets: list[HtmlTable]) -> Iterator[Told]:
    """The sheets of the official table: item by item as the exported file lists them."""
    district = area.removeprefix("d-") if area in (f"d-{NORTH}", "d-999") else ""
    exported = chosen.now.official("movement_table_{}_*.csv")
    rows = [row for row in exported.iter_rows(named=True) if row["district_code"] == district]
    of_households = [row for row in rows if row["item_code"].startswith("households")]
    of_persons = [row for row in rows if row not in of_households]
    for sheet, listed in zip(sheets, (of_persons, of_households), strict=True):
        cells = [cell for row in sheet.body for cell in row[1:] if figure(cell) is not None]
        for row, cell in zip(listed, cells, strict=True):
            yield row["item_label"], cell, float(row["value"])
