"""What `month close` and `month reopen` say."""

from warehouse.closing import MonthReport


def month_sentences(report: MonthReport) -> str:
    """Return what was closed or reopened, on what assumptions, and what to do next."""
    if report.entry_id is None:
        state = "closed already" if report.action == "close" else "not closed"
        return f"{report.month} is {state}; nothing to do."
    done = "Closed" if report.action == "close" else "Reopened"
    months, codes = _span(report.months), report.municipality_codes
    places = ", ".join(codes) if len(codes) <= 3 else f"{len(codes)} municipalities"
    lines = [f"{done} {months} of {places} (ledger entry {report.entry_id})."]
    if report.assumed_months:
        lines.append(f"That {_span(report.assumed_months)} is complete is assumed: no --through said so.")
    if report.quarantined:
        lines.append(
            f"{report.quarantined:,} quarantined rows stay out; sent again, they count in an open month."
        )
    lines.append("Run `jukistat build` to publish it.")
    return "\n".join(lines)


def _span(months: list[str]) -> str:
    return months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"
