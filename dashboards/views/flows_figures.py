"""What the page of in- and out-migration shows: its months, its partners in order, its ages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboards.formats import add_months
from dashboards.page import Page
from dashboards.queries.ages import age_scale
from dashboards.queries.flow_rows import Window
from dashboards.queries.flows import (
    ARRIVALS,
    DEPARTURES,
    INSIDE,
    KINDS,
    NET,
    OUTSIDE,
    SCOPES,
    Migrants,
    Partner,
    migrants_by_age,
    migrants_by_partner,
    migrants_by_partner_and_age,
    migrants_by_scope,
    together,
)
from dashboards.queries.seeds import attributes, code_list

EVERYWHERE = "all"
MONTH, TWELVE_MONTHS, CALENDAR_YEAR = "1m", "12m", "year"
BAND_SEEDS = {"life": "life_stage_codes", "10": "ten_year_band_codes", "5": "age_band_codes"}
"""What the URL calls the ages, and their list, whose code the list of age bands has as a column."""
FIVE_YEARS = 5
NOBODY = Migrants()


@dataclass(frozen=True)
class Compared:
    """The migrants of a window by scope (DOMESTIC after those it is the sum of), by partner, and all."""

    window: Window
    scopes: Mapping[str, Migrants]
    partners: Mapping[Partner, Migrants]
    total: Migrants


@dataclass(frozen=True)
class Flows:
    """The migrants of the page's months, a year before (None: not covered), and by age."""

    now: Compared
    before: Compared | None
    ages: Mapping[str, str]
    """The names of the bands from youngest to oldest; that of unknown ages only if somebody's is."""
    unknown_age: str
    """The code of the band of unknown ages."""
    by_age: Mapping[str, Migrants]
    by_partner_and_age: Mapping[tuple[Partner, str], Migrants]
    ranked: Sequence[Partner]
    """Those with most migrants first; masked ones last."""


def flow_months(page: Page) -> tuple[date, ...]:
    """Return the covered months that have flows, earliest first: the base month has none."""
    return tuple(one.month for one in reversed(page.covered) if not one.is_base_month)


def window_of(page: Page) -> Window | None:
    """Return the months the page sums up to its own, as far as they are covered; None in the base month."""
    months = flow_months(page)
    if page.month not in months:
        return None
    firsts = {
        MONTH: page.month,
        TWELVE_MONTHS: add_months(page.month, -11),
        CALENDAR_YEAR: page.month.replace(month=1),
    }
    return Window(max(firsts[str(page.own["window"])], months[0]), page.month)


def year_before(page: Page, window: Window) -> Window | None:
    """Return the same months a year before, None if they are not all covered."""
    before = Window(add_months(window.first, -12), add_months(window.last, -12))
    return before if before.first in flow_months(page) else None


def scopes_chosen(page: Page) -> tuple[str, ...]:
    chosen = str(page.own["scope"])
    return SCOPES if chosen == EVERYWHERE else (chosen,)


def scopes_summed(page: Page) -> tuple[str, ...]:
    """Return the scopes whose sum is all that is chosen, the fewest and so those that are least masked."""
    chosen = str(page.own["scope"])
    return KINDS if chosen == EVERYWHERE else (chosen,)


def figure_chosen(page: Page) -> str:
    """Return which figure the direction chosen means: arrivals, departures or the net."""
    inward = attributes(page.publication, "direction_codes", "is_inward")
    chosen = str(page.own["dir"])
    return NET if chosen == NET else ARRIVALS if inward[chosen] else DEPARTURES


def flows_of(page: Page, window: Window) -> Flows:
    """Return all figures of the page, each asked for at its own granularity."""
    cells, before = page.cells(sex=str(page.own["sex"])), year_before(page, window)
    seed, scopes, now = BAND_SEEDS[str(page.own["band"])], scopes_summed(page), compared(page, window)
    column, names = seed.removesuffix("s"), page.labels(seed)
    of_scopes = migrants_by_age(page.publication, cells, window, column)
    by_age = {band: together(of_scopes.get((scope, band), NOBODY) for scope in scopes) for band in names}
    unknown = unknown_band(page, column)
    return Flows(
        now=now,
        before=compared(page, before) if before else None,
        ages={band: name for band, name in names.items() if band != unknown or by_age[band] != NOBODY},
        unknown_age=unknown,
        by_age=by_age,
        by_partner_and_age=migrants_by_partner_and_age(page.publication, cells, window, column),
        ranked=ranked(now.partners, figure_chosen(page)),
    )


def compared(page: Page, window: Window) -> Compared:
    """Return the migrants of some months, of the scopes chosen."""
    cells, scopes, summed = page.cells(sex=str(page.own["sex"])), scopes_chosen(page), scopes_summed(page)
    listed = dict.fromkeys((*(scope for scope in (INSIDE, OUTSIDE) if scope in scopes), *summed))
    by_scope = migrants_by_scope(page.publication, cells, window)
    by_partner = migrants_by_partner(page.publication, cells, window)
    return Compared(
        window,
        {scope: by_scope.get(scope, NOBODY) for scope in listed},
        {partner: one for partner, one in by_partner.items() if partner.scope in scopes},
        together(by_scope.get(scope, NOBODY) for scope in summed),
    )


def unknown_band(page: Page, column: str) -> str:
    """Return the code for unknown ages in a column of the age bands' list."""
    unknown = age_scale(page.publication, FIVE_YEARS).unknown_code
    bands = code_list(page.publication, "age_band_codes")
    return str(bands.row(by_predicate=pl.col("age_band_code") == unknown, named=True)[column])


def ranked(partners: Mapping[Partner, Migrants], figure: str) -> list[Partner]:
    """Return the partners with most migrants in the direction, or in both, first; masked ones last.

    Those with equally many follow in the order of their codes.
    """

    def rank(partner: Partner) -> tuple[int, Partner]:
        migrants = partners[partner]
        count = migrants.volume if figure == NET else migrants.figure(figure)
        return (1 if count is None else -count, partner)

    return sorted(partners, key=rank)
