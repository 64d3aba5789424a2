"""What なぜ違う would show if it were made from the exported files: stocks, and the causes between them."""

from collections.abc import Iterator

from tests.dashboards.exported import seed
from tests.dashboards.exported_figures import KINDS, Selection, Told, headed
from tests.dashboards.exported_partners import Kept
from tests.dashboards.reading import figure, table

LAST_TWO = ("2020-01", "2020-02")
"""Exported months that follow each other."""


def explanation(chosen: Selection) -> Iterator[Told]:
    """Start and end are the stocks of two exported months, and the bars lead from one to the other."""
    months = sorted({month for _, month in chosen.exports})
    start, end = (chosen.dice.choice(months) for _ in "ab")
    area = chosen.area()
    shown = table(chosen.open("explain", area=area, a=start, b=end), "違いの要因")
    before, after = (chosen.exports[chosen.municipality_code, month] for month in (start, end))
    kept: Kept = {"resident_kind_code": KINDS[chosen.nationality], "town_code": after.towns_of(area)}
    kept_before: Kept = {**kept, "town_code": before.towns_of(area)}
    stocks = before.total("population_monthly", **kept_before), after.total("population_monthly", **kept)
    told = f"{start} to {end} of {area}"
    first, *bars, last = (headed(shown, row) for row in shown.body)
    yield f"{told}: start", first["人口（人）"], stocks[0]
    yield f"{told}: end", last["人口（人）"], stocks[1]
    yield f"{told}: difference", last["差引（人）"], stocks[1] - stocks[0]
    for heading in ("増やした数（人）", "減らした数（人）", "差引（人）"):
        yield f"{told}: {heading} of all", last[heading], sum(figure(bar[heading]) or 0 for bar in bars)
    reached = float(stocks[0])
    for bar in bars:
        reached += figure(bar["差引（人）"]) or 0
        yield f"{told}: {bar['要因']}", bar["人口（人）"], reached
    yield f"{told}: all bars", last["人口（人）"], reached
    yield from causes(chosen, area)


def causes(chosen: Selection, area: str) -> Iterator[Told]:
    """By the changed date, what lies between two months is the movements of the later one, cause by cause."""
    before, month = LAST_TWO
    exported = chosen.exports[chosen.municipality_code, month]
    shown = table(chosen.open("explain", area=area, a=f"{before}:event", b=f"{month}:event"), "違いの要因")
    kept: Kept = {
        "basis_code": ["event"],
        "resident_kind_code": KINDS[chosen.nationality],
        "town_code": exported.towns_of(area),
    }
    codes = dict(seed("explanation_cause_codes", "explanation_cause_code", "label_ja"))
    cause_of = seed("reason_codes", "explanation_cause_code", "reason_code")
    bars = {bar[0]: headed(shown, bar) for bar in shown.body[1:-1]}
    for name, code in codes.items():
        reasons = [reason for reason, cause in cause_of.items() if cause == code]
        for heading, sign in (("増やした数（人）", "1"), ("減らした数（人）", "-1")):
            count = exported.total("movements_monthly", **kept, reason_code=reasons, population_sign=[sign])
            yield f"{month} of {area}: {name}", bars.get(name, {}).get(heading, "0"), abs(count)
