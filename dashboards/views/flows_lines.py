"""The partners of the page as lines: the largest by name, the others together, all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dashboards.page import Page
from dashboards.queries.flows import NET, Migrants, Partner, together
from dashboards.queries.partners import partner_names, prefectures
from dashboards.views.flows_figures import NOBODY, Flows, figure_chosen

PARTNERS_SHOWN = 15


@dataclass(frozen=True)
class Line:
    """Some partners together: their name, their migrants now, a year before (None: not covered), by age."""

    name: str
    now: Migrants
    before: Migrants | None
    by_age: Mapping[str, Migrants]
    partner: Partner | None = None
    """The one partner, if it is one."""


def lines_shown(page: Page, flows: Flows) -> list[Line]:
    """Return the partners with most migrants, from the largest gain to the largest loss (one direction: by
    size), the others together if they are several, and the total.
    """
    by_name = PARTNERS_SHOWN if len(flows.ranked) > PARTNERS_SHOWN + 1 else len(flows.ranked)
    largest, others = flows.ranked[:by_name], flows.ranked[by_name:]
    lines = [line_of(page, flows, partner) for partner in largest]
    if figure_chosen(page) == NET:
        lines.sort(key=lambda line: -(line.now.net or 0))
    return [*lines, *([others_line(page, flows, others)] if others else []), total_line(page, flows)]


def every_line(page: Page, flows: Flows) -> list[Line]:
    """Return every partner, those with most migrants first, and the total."""
    return [*(line_of(page, flows, partner) for partner in flows.ranked), total_line(page, flows)]


def line_of(page: Page, flows: Flows, partner: Partner) -> Line:
    """Return the line of one partner."""
    return Line(
        partner_name(page, partner),
        flows.now.partners[partner],
        flows.before.partners.get(partner, NOBODY) if flows.before else None,
        {age: flows.by_partner_and_age.get((partner, age), NOBODY) for age in flows.ages},
        partner,
    )


def others_line(page: Page, flows: Flows, others: list[Partner]) -> Line:
    """Return what the partners who are not shown make together, now and a year before."""
    named = {partner for partner in flows.ranked if partner not in others}

    def rest_of(partners: Mapping[Partner, Migrants]) -> Iterator[Migrants]:
        return (migrants for partner, migrants in partners.items() if partner not in named)

    return Line(
        page.words("others", count=len(others)),
        together(rest_of(flows.now.partners)),
        together(rest_of(flows.before.partners)) if flows.before else None,
        {
            age: together(flows.by_partner_and_age.get((partner, age), NOBODY) for partner in others)
            for age in flows.ages
        },
    )


def total_line(page: Page, flows: Flows) -> Line:
    """Return the total, which is asked for as such and not summed from partners that may be masked."""
    return Line(
        page.words("total"),
        flows.now.total,
        flows.before.total if flows.before else None,
        {age: flows.by_age[age] for age in flows.ages},
    )


def figure_name(page: Page) -> str:
    """Return the name of the figure chosen."""
    return page.words(figure_chosen(page))


def partner_name(page: Page, partner: Partner) -> str:
    """Return the name of a partner; of an unknown one, what is known of it."""
    if partner.partner_code:
        return partner_names(page.publication, page.words.language)[partner.partner_code]
    return page.words(f"nameless_{partner.scope}")


def scope_name(page: Page, scope: str) -> str:
    """Return the name of a scope, with that of the own prefecture."""
    own = prefectures(page.publication)[page.municipality_code]
    return page.words(f"scope_{scope}", prefecture=own)
