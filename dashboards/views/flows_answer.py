"""The sentence that answers from and to where, and at which age."""

from dashboards.formats import signed
from dashboards.page import Page
from dashboards.queries.summary import TOTAL
from dashboards.views.flows_figures import EVERYWHERE, Flows
from dashboards.views.flows_lines import partner_name, scope_name
from dashboards.views.masked_figures import written


def answer(page: Page, flows: Flows | None) -> str:
    """Return how many came and left, and where and at which age it shows most; None: the base month."""
    words = page.words
    if flows is None:
        return words("answer_base", month=page.month_short(page.month))
    total = flows.now.total
    before = (
        words("answer_before", net=written(flows.before.total.net, is_change=True)) if flows.before else ""
    )
    return words(
        "answer",
        period=period(page, flows),
        who=who(page),
        arrivals=written(total.arrivals),
        departures=written(total.departures),
        net=written(total.net, is_change=True),
        before=before,
        partners=of_partners(page, flows),
        age=of_ages(page, flows),
    )


def period(page: Page, flows: Flows) -> str:
    """Return the months that are summed in words."""
    first, last = page.month_short(flows.now.window.first), page.month_short(flows.now.window.last)
    return last if first == last else page.words("period", first=first, last=last)


def who(page: Page) -> str:
    """Return whose moves the figures are of: place, nationality, range of partners, sex."""
    sex, scope = str(page.own["sex"]), str(page.own["scope"])
    narrowed = [page.nationality_name()]
    narrowed += [] if scope == EVERYWHERE else [scope_name(page, scope)]
    narrowed += [] if sex == TOTAL else [page.labels("report_sexes")[sex]]
    return page.words("who", area=page.municipality_name, kind=page.words("separator").join(narrowed))


def of_partners(page: Page, flows: Flows) -> str:
    """Return the partners who took most and who gave most, as far as they are known."""
    nets = {
        partner: one.net
        for partner, one in flows.now.partners.items()
        if partner.partner_code and one.net is not None
    }
    said = ""
    if nets:
        loss, gain = min(nets, key=lambda one: (nets[one], one)), max(nets, key=lambda one: (nets[one], one))
        if nets[loss] < 0:
            said += page.words("answer_loss", partner=partner_name(page, loss), net=signed(nets[loss]))
        if nets[gain] > 0:
            said += page.words("answer_gain", partner=partner_name(page, gain), net=signed(nets[gain]))
    return said


def of_ages(page: Page, flows: Flows) -> str:
    """Return the age at which most are gained or lost."""
    nets = {age: net for age in flows.ages if (net := flows.by_age[age].net)}
    if not nets:
        return ""
    age = max(nets, key=lambda one: abs(nets[one]))
    return page.words("answer_age", age=flows.ages[age], net=signed(nets[age]))
