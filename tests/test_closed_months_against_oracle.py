"""A later load never changes a closed month, and everything late is counted once, in the first open month.

Hostile on purpose: notices, cancellations, their targets and third rows come before and after closings and
reopenings in every order, in dozens of municipalities that each close at their own pace (02-register 2.8).
"""

from collections import Counter
from pathlib import Path

import pytest

from tests.bases_against_oracle import wrong_bases
from tests.chronicle_telling import tell_oracle, tell_platform
from tests.command_line import jukistat, open_store
from tests.marts_against_oracle import broken_identities, wrong_rows
from tests.oracle.closing import closed_months
from tests.oracle.tables import Oracle, Row
from tests.published_marts import GRAINS, differences, read_mart
from tests.random_registers import Chronicle, hostile_chronicle, steady_chronicle
from tests.random_registers.chronicle import MonthWord


def on_register_basis(home: Path) -> dict[str, Counter[Row]]:
    """Return what is final once a month is closed; the notified and the event basis may change."""
    marts = {mart: read_mart(home, mart) for mart in GRAINS}
    movements = marts["movements_monthly"]
    marts["movements_monthly"] = Counter({row: movements[row] for row in movements if row[2] == "register"})
    return marts


def of_months(table: Counter[Row], closed: dict[str, str]) -> Counter[Row]:
    """Return the rows of the closed months: municipality → last one."""
    return Counter({row: count for row, count in table.items() if row[1] <= closed.get(row[0], "")})


def tell_in_two_parts(chronicle: Chronicle, cut: int, folder: Path) -> tuple[Path, dict, Oracle]:
    """Return the home after all entries, its marts as they were after the first part, and the oracle."""
    home = open_store(folder / "home")
    tell_platform(chronicle[:cut], folder / "files", home)
    jukistat(home, "build")
    early = on_register_basis(home)
    tell_platform(chronicle[cut:], folder / "files", home)
    jukistat(home, "build")
    return home, early, Oracle(tell_oracle(chronicle, folder / "files"))


def test_closed_months_of_random_registers(tmp_path: Path) -> None:
    chronicle = hostile_chronicle(11)
    cut = [place for place, entry in enumerate(chronicle, start=1) if isinstance(entry, MonthWord)]
    halfway = cut[len(cut) // 2]
    home, early, oracle = tell_in_two_parts(chronicle, halfway, tmp_path)
    closed = closed_months(oracle.store.closings, since=halfway)
    assert len(closed) > 5
    late = on_register_basis(home)
    changed = {
        mart: rows
        for mart in GRAINS
        if (rows := differences(of_months(late[mart], closed), of_months(early[mart], closed)))
    }
    assert changed == {}
    assert wrong_rows(home, oracle) == {}
    assert broken_identities(home, oracle) == []
    assert wrong_bases(home, oracle) == {}


@pytest.mark.parametrize("seed", [12])
def test_a_likely_register_with_closed_months(seed: int, tmp_path: Path) -> None:
    chronicle = steady_chronicle(seed)
    home = open_store(tmp_path / "home")
    tell_platform(chronicle, tmp_path / "files", home)
    jukistat(home, "build")
    oracle = Oracle(tell_oracle(chronicle, tmp_path / "files"))
    assert wrong_rows(home, oracle) == {}
    assert broken_identities(home, oracle) == []
    assert wrong_bases(home, oracle) == {}
