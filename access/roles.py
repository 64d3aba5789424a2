"""What a role may do: the rights are columns of a seed, so that no code asks for a role by its name."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from store.home import PROJECT_ROOT

SEES_FIGURES = "sees_figures"
SEES_TRUE_COUNTS = "sees_true_counts"
SEES_DELIVERIES = "sees_deliveries"
SEES_LOG = "sees_log"
MAY_QUERY = "may_query"
RIGHT_PREFIXES = ("is_", "sees_", "may_")
TRUE = "true"


@dataclass(frozen=True)
class Role:
    """A role of `seeds/role_codes.csv`."""

    role_code: str
    label_ja: str
    label_en: str
    rights: frozenset[str]

    def label(self, language: str) -> str:
        return self.label_ja if language == "ja" else self.label_en


@cache
def roles() -> dict[str, Role]:
    """Return every role by its code, in their order."""
    with (PROJECT_ROOT / "seeds" / "role_codes.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = sorted(csv.DictReader(stream), key=lambda row: int(row["sort_order"]))
    return {row["role_code"]: _role(row) for row in rows}


def _role(row: dict[str, str]) -> Role:
    rights = (name for name, value in row.items() if name.startswith(RIGHT_PREFIXES) and value == TRUE)
    return Role(row["role_code"], row["label_ja"], row["label_en"], frozenset(rights))


def rights_of(role_codes: Iterable[str]) -> frozenset[str]:
    """Return what these roles may do together."""
    return frozenset[str]().union(*(roles()[code].rights for code in role_codes))
