"""The tables of in- and out-migration: by how far away, by partner, by partner and age."""

from collections.abc import Sequence

from dashboards.formats import difference
from dashboards.page import Page
from dashboards.queries.flows import NET, Migrants
from dashboards.queries.partners import prefectures
from dashboards.tables import CHANGE, COUNT, TEXT, Column, Table
from dashboards.views.flows_figures import NOBODY, Flows, figure_chosen
from dashboards.views.flows_lines import Line, scope_name
from dashboards.views.masked_figures import shown


def scopes_table(page: Page, flows: Flows, *, caption: str) -> Table:
    """Return who came and who left by how far away, against the year before."""
    words, before = page.words, flows.before
    rows = [
        (scope_name(page, scope), *figures(migrants, before.scopes.get(scope, NOBODY) if before else None))
        for scope, migrants in flows.now.scopes.items()
    ]
    rows.append((words("total"), *figures(flows.now.total, before.total if before else None)))
    columns = [Column("scope", words("scope"), holds=TEXT), *figure_columns(page)]
    return Table("flow_scopes", caption, columns, rows, emphasized=frozenset({len(rows) - 1}))


def partners_table(page: Page, lines: Sequence[Line], *, caption: str) -> Table:
    """Return the same by partner; of what is more than one partner there is no place and no code."""
    words = page.words
    columns = [
        Column("partner_name", words("partner"), holds=TEXT),
        Column("place", words("place"), holds=TEXT),
        Column("partner_code", words("partner_code"), holds=TEXT),
        *figure_columns(page),
    ]
    rows = [
        (
            line.name,
            place(page, line),
            line.partner.partner_code if line.partner else "",
            *figures(line.now, line.before),
        )
        for line in lines
    ]
    return Table("flow_partners", caption, columns, rows, emphasized=frozenset({len(rows) - 1}))


def place(page: Page, line: Line) -> str:
    """Return the prefecture of a municipality, or how far away a partner is."""
    if line.partner is None:
        return ""
    prefecture = prefectures(page.publication).get(line.partner.partner_code)
    return prefecture or scope_name(page, line.partner.scope)


def figure_columns(page: Page) -> list[Column]:
    """Return the columns of arrivals, departures, the net, and the net a year before."""
    words = page.words
    return [
        Column("arrivals", words("arrivals"), words("persons")),
        Column("departures", words("departures"), words("persons")),
        Column("net", words("net"), words("persons"), CHANGE),
        Column("net_before", words("net_before"), words("persons"), CHANGE),
        Column("net_change", words("net_change"), words("persons"), CHANGE),
    ]


def figures(now: Migrants, before: Migrants | None) -> tuple[object, ...]:
    """Return the cells of `figure_columns`; a year that is not covered has none."""
    cells = (shown(now.arrivals), shown(now.departures), shown(now.net))
    if before is None:
        return (*cells, None, None)
    return (*cells, shown(before.net), shown(difference(now.net, before.net)))


def ages_table(page: Page, flows: Flows, lines: Sequence[Line], *, caption: str) -> Table:
    """Return the figure of the direction chosen by partner and age, and of all ages."""
    words, figure = page.words, figure_chosen(page)
    holds = CHANGE if figure == NET else COUNT
    columns = [
        Column("partner_name", words("partner"), holds=TEXT),
        *(Column(age, name, words("persons"), holds) for age, name in flows.ages.items()),
        Column("all_ages", words("all_ages"), words("persons"), holds),
    ]
    rows = [
        (
            line.name,
            *(shown(line.by_age[age].figure(figure)) for age in flows.ages),
            shown(line.now.figure(figure)),
        )
        for line in lines
    ]
    return Table("flow_ages", caption, columns, rows, emphasized=frozenset({len(rows) - 1}))
