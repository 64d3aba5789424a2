"""The verbs `month close` and `month reopen`: provisional (速報) months become final (確定), and back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import duckdb

from store.errors import UsageError
from store.home import Home
from store.ingredients import ingredients
from store.journal import log_event
from store.lock import writer_lock
from store.months import MonthEntry, closed_digests, closed_through, write_month_entry
from store.prefix import LedgerPrefix, read_prefix
from store.published import PublishedVersion, open_version
from warehouse.balance import require_balance
from warehouse.frozen import MonthOfMunicipality, month_digests, nested
from warehouse.waiting import count_waiting, require_nothing_waits

COVERED = """
    select municipality_code, strftime(stat_month, '%Y-%m'), is_assumed
    from covered_months
    order by municipality_code, stat_month
"""


@dataclass(frozen=True)
class MonthReport:
    """What a closing or reopening did; without an entry in the ledger there was nothing to do."""

    action: Literal["close", "reopen"]
    month: str
    entry_id: int | None
    municipality_codes: list[str]
    months: list[str]
    """Every month closed or reopened, of any of the municipalities."""
    assumed_months: list[str]
    """Those of them whose completeness is only assumed."""
    quarantined: int
    """Rows that wait and will be carried forward past these months once they are corrected."""


def close_month(home: Home, month: date, municipality_codes: list[str]) -> MonthReport:
    """Close `month` and every earlier open month of these municipalities, or of all that cover it.

    Raises UsageError if the month is not covered or the published version does not stand on the whole
    ledger; CheckFailed while something would still move one of the months (02-register 2.8).
    """
    name = f"{month:%Y-%m}"
    with writer_lock(home):
        prefix = read_prefix(home)
        version = _latest_version(home, prefix)
        with duckdb.connect(str(version.marts_file), read_only=True) as connection:
            covered = {row[:2]: row[2] for row in connection.execute(COVERED).fetchall()}
            months = _open_months(covered, name, municipality_codes, closed_through(prefix.month_entries))
            codes = sorted({code for code, _ in months})
            quarantined = sum(_require_settled(home, prefix, code, month) for code in codes)
            require_balance(connection, months)
            digests = nested(month_digests(connection, months))
        entry_id = _write(home, prefix, "close", name, codes, closed_through=name, digests=digests)
    return MonthReport(
        action="close",
        month=name,
        entry_id=entry_id,
        municipality_codes=codes,
        months=sorted({month for _, month in months}),
        assumed_months=sorted({each[1] for each in months if covered[each]}),
        quarantined=quarantined,
    )


def reopen_month(home: Home, month: date, municipality_codes: list[str], *, reason: str) -> MonthReport:
    """Reopen `month` and every later closed month of these municipalities, or of all that closed it.

    The reason stays in the journal of months; the log names the entry only. Raises UsageError without one.
    """
    if not reason.strip():
        raise UsageError("Say why the month is reopened: --reason TEXT.")
    name = f"{month:%Y-%m}"
    with writer_lock(home):
        prefix = read_prefix(home)
        through = closed_through(prefix.month_entries)
        wanted = municipality_codes or through
        codes = sorted(code for code in {*wanted} if through.get(code, "") >= name)
        closed = {key[:2] for key in closed_digests(prefix.month_entries) if key[0] in codes}
        stays_closed = any(each < name for _, each in closed)
        before = f"{month - timedelta(days=1):%Y-%m}" if stays_closed else None
        entry_id = _write(home, prefix, "reopen", name, codes, closed_through=before, reason=reason.strip())
    months = sorted({each for _, each in closed if each >= name})
    return MonthReport("reopen", name, entry_id, codes, months, assumed_months=[], quarantined=0)


def _latest_version(home: Home, prefix: LedgerPrefix) -> PublishedVersion:
    """Return the served version. Raises UsageError if a build would make another one now."""
    version = open_version(home)
    if not version.is_made_of(ingredients(home, prefix, as_known=None)):
        raise UsageError(
            f"The published version {version.name} is not made of the whole ledger under today's rules and "
            "code lists. Run `jukistat build`, then close the month."
        )
    return version


def _open_months(
    covered: dict[MonthOfMunicipality, bool], month: str, wanted: list[str], through: dict[str, str]
) -> list[MonthOfMunicipality]:
    """Return the covered months up to `month` that are not closed, of the municipalities that cover it."""
    covering = {code for code, each in covered if each == month}
    missing = sorted(set(wanted) - covering)
    if missing or not covering:
        whose = f" for municipality {missing[0]}" if missing else ""
        raise UsageError(f"{month} is not covered{whose}. `jukistat status` lists the months there are.")
    codes = {*(wanted or covering)}
    return [(code, each) for code, each in covered if code in codes and through.get(code, "") < each <= month]


def _require_settled(home: Home, prefix: LedgerPrefix, code: str, month: date) -> int:
    """Return how many quarantined rows do not stand against closing. Raises CheckFailed for those that do."""
    waiting = count_waiting(home, prefix, code, month)
    require_nothing_waits(waiting, code=code, month=f"{month:%Y-%m}")
    return waiting.others


def _write(
    home: Home,
    prefix: LedgerPrefix,
    action: Literal["close", "reopen"],
    month: str,
    municipality_codes: list[str],
    **after: Any,
) -> int | None:
    """Write and log the entry and return its id, None if it concerns nobody. Texts stay out of the log."""
    if not municipality_codes:
        return None
    entry = MonthEntry(
        entry_id=prefix.ledger_id + 1,
        action=action,
        month=month,
        municipality_codes=municipality_codes,
        made_at=datetime.now().isoformat(timespec="seconds"),
        **after,
    )
    write_month_entry(home, entry)
    log_event(home, f"month_{action}", entry_id=entry.entry_id, municipalities=len(municipality_codes))
    return entry.entry_id
