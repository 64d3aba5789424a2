"""What the page of households would show if it were made from the exported files."""

from collections.abc import Iterator

from tests.dashboards.exported import Exported, seed
from tests.dashboards.exported_figures import HOUSEHOLD_KINDS, Selection, Told, headed, rate
from tests.dashboards.reading import table

EVERY_SIZE = [f"{size}" for size in range(1, 100)]
INDICATORS = {
    "single": ["is_single"],
    "single_65": ["is_single", "is_elderly"],
    "child": ["has_child"],
    "three_generations": ["has_three_generations"],
}
"""The attributes of the types of households that each share counts."""


def households(chosen: Selection) -> Iterator[Told]:
    """Sizes, types and kinds of the exported years."""
    area = chosen.area()
    app = chosen.open("households", area=area)
    kinds = HOUSEHOLD_KINDS[chosen.nationality]
    names = {
        "household_type_code": seed("household_type_codes", "household_type_code", "label_ja"),
        "household_kind_code": seed("household_kind_codes", "household_kind_code", "label_ja"),
        "size": {f"{size}人以上" if size == 6 else f"{size}人": str(size) for size in range(1, 7)},
    }
    tables: tuple[tuple[str, str, str, dict[str, list[str] | None]], ...] = (
        ("世帯人員別の世帯数", "households_monthly", "size", {"household_kind_code": kinds}),
        ("類型別の世帯数", "household_types_monthly", "household_type_code", {}),
        ("世帯員の国籍別の世帯数", "households_monthly", "household_kind_code", {}),
    )
    for caption, mart, column, kept in tables:
        shown = table(app, caption)
        for row in shown.body:
            if month := chosen.of(row[0]):
                for heading, cell in [*headed(shown, row).items()][1:]:
                    name = heading.removesuffix("（世帯）")
                    codes = [names[column][name]] if name in names[column] else None
                    if name in (*names[column], "計"):
                        where = {**kept, "town_code": month.towns_of(area), column: codes}
                        yield caption + row[0] + name, cell, month.total(mart, **where)
    yield from by_area(chosen)


def by_area(chosen: Selection) -> Iterator[Told]:
    """Districts and towns: households, their mean size and shares; from an exported year, what changed."""
    indicator = chosen.dice.choice(sorted(INDICATORS))
    shown = table(chosen.open("households", ind=indicator), "地域別の世帯")
    then = chosen.of(shown.rows[0][-1])
    for row in shown.body:
        name, code, *cells = row
        now = measures(chosen.now, code, chosen.nationality)
        figures = [now["households"], now["size"], *(now[one] for one in INDICATORS)]
        yield from zip([name] * 6, cells[:6], figures, strict=True)
        if then:
            before = measures(then, code, chosen.nationality)
            for cell, what in zip(cells[6:], ("size", indicator), strict=True):
                yield f"{name}: change of {what}", cell, change(now[what], before[what])


def change(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before


def measures(month: Exported, area: str, nationality: str) -> dict[str, float | None]:
    """Return households of a nationality, their mean size and those of one person; of all, types in %."""
    towns = month.towns_of(area)
    kept = {"town_code": towns, "household_kind_code": HOUSEHOLD_KINDS[nationality]}
    sizes = {
        int(size): month.total("households_monthly", **kept, household_size=[size]) for size in EVERY_SIZE
    }
    count, members = sum(sizes.values()), sum(size * number for size, number in sizes.items())
    every = month.total("household_types_monthly", town_code=towns)
    found: dict[str, float | None] = {"households": count, "size": members / count if count else None}
    for name, attributes in INDICATORS.items():
        codes = set.intersection(*(codes_with(attribute) for attribute in attributes))
        counted = month.total("household_types_monthly", town_code=towns, household_type_code=codes)
        found[name] = rate(sizes[1], count) if name == "single" else rate(counted, every)
    return found


def codes_with(attribute: str) -> set[str]:
    """Return the types that have an attribute."""
    listed = seed("household_type_codes", attribute, "household_type_code")
    return {code for code, has in listed.items() if has == "true"}
