"""The indicators of the map: what each is made of, how it is written, which colours it takes."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from dashboards.formats import number, signed
from dashboards.masking import MASKED
from dashboards.queries.area_counts import AreaCounts
from dashboards.tables import CHANGE, COUNT, DIGITS, MEAN, RATE, RATE_OF_CHANGE

Figure = float | None
"""What a reader sees of an area: a value, MASKED, or None where there is none."""

YEARS = (1, 5, 10)
"""Over how many years changes are told."""
PER_CENT = 100

Read = Callable[[AreaCounts], Figure]


@dataclass(frozen=True)
class Part:
    """A column that an indicator is made of."""

    name: str
    unit: str
    read: Read
    holds: str = COUNT

    @property
    def label(self) -> str:
        return f"label_{self.name}"


@dataclass(frozen=True)
class Indicator:
    """An indicator by its code in links; `parts` stand before it in the table."""

    code: str
    unit: str
    holds: str
    read: Read
    parts: tuple[Part, ...] = ()
    years: int = 0
    """Over how many years it tells a change; 0: none."""

    @property
    def label(self) -> str:
        """The key of its name."""
        return f"label_{self.code}"

    @property
    def is_change(self) -> bool:
        return self.years > 0

    @property
    def digits(self) -> int:
        return DIGITS.get(self.holds, 0)

    def written(self, value: Figure) -> str:
        """Return a value as it is printed, without its unit."""
        return signed(value, self.digits) if self.is_change else number(value, self.digits)


def known(figure: Figure) -> float | None:
    """Return a figure that is a number, None for one that is masked or not there."""
    return None if figure is MASKED else figure


def ratio(part: float, whole: float | None, factor: float = 1) -> Figure:
    """Return part / whole · factor; MASKED if one of them is, None where there is no whole."""
    return part / whole * factor if whole else None


def share(part: Callable[[AreaCounts], int], whole: Callable[[AreaCounts], int]) -> Read:
    return lambda area: ratio(part(area), whole(area), PER_CENT)


POPULATION = Part("population", "persons", lambda area: area.population)


def changes_over(years: int) -> tuple[Indicator, Indicator]:
    """Return the change over so many years in persons, and in per cent of those before."""

    def before(area: AreaCounts) -> int:
        return area.before[years]

    def change(area: AreaCounts) -> int:
        return area.population - before(area)

    earlier = Part(f"before{years}", "persons", lambda area: before(area))
    difference = Part(f"change{years}", "persons", lambda area: change(area), CHANGE)
    return (
        Indicator(difference.name, "persons", CHANGE, difference.read, (POPULATION, earlier), years),
        Indicator(
            f"rate{years}",
            "percent",
            RATE_OF_CHANGE,
            share(change, before),
            (POPULATION, earlier, difference),
            years,
        ),
    )


INDICATORS = (
    Indicator("population", "persons", COUNT, POPULATION.read),
    *(indicator for years in YEARS for indicator in changes_over(years)),
    Indicator(
        "elderly",
        "percent",
        RATE,
        share(lambda area: area.elderly, lambda area: area.known_age),
        (
            Part("known_age", "persons", lambda area: area.known_age),
            Part("elderly_count", "persons", lambda area: area.elderly),
        ),
    ),
    Indicator(
        "children",
        "percent",
        RATE,
        share(lambda area: area.children, lambda area: area.known_age),
        (
            Part("known_age", "persons", lambda area: area.known_age),
            Part("children_count", "persons", lambda area: area.children),
        ),
    ),
    Indicator(
        "foreign",
        "percent",
        RATE,
        share(lambda area: area.foreign, lambda area: area.everybody),
        (
            Part("everybody", "persons", lambda area: area.everybody),
            Part("foreign_count", "persons", lambda area: area.foreign),
        ),
    ),
    Indicator("households", "households", COUNT, lambda area: area.households),
    Indicator(
        "members",
        "per_household",
        MEAN,
        lambda area: ratio(area.everybody, area.all_households),
        (
            Part("everybody", "persons", lambda area: area.everybody),
            Part("all_households", "households", lambda area: area.all_households),
        ),
    ),
    Indicator(
        "density",
        "per_square_km",
        RATE,
        lambda area: ratio(area.population, area.square_km) if area.square_km else None,
        (POPULATION, Part("square_km", "square_km_unit", lambda area: area.square_km, MEAN)),
    ),
)
"""In the order of the picker."""
DEFAULT = "elderly"
SUMMARY = (
    "population",
    "change1",
    "rate1",
    "change5",
    "elderly",
    "children",
    "foreign",
    "households",
    "members",
)
"""What is told of the areas picked."""


def offered_indicators(years: Collection[int], *, has_polygons: bool) -> dict[str, Indicator]:
    """Return the indicators that can be told: of changes since covered months, densities of real areas."""
    return {
        one.code: one
        for one in INDICATORS
        if (one.years in years or not one.is_change) and (has_polygons or one.code != "density")
    }
