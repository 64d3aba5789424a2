"""The column policy: which item may be dropped, tokenized, generalized or kept, and why (04-privacy 4.1).

`seeds/column_policies.csv` decides; a column without a policy, or read otherwise than it says, is refused.
"""

from ingest.codes import read_seed
from ingest.layouts import Layout, LayoutColumn
from store.errors import ConfigurationError

POLICIES = {"drop", "tokenize", "generalize", "keep"}


def read_policies(source: str, record_type: str) -> dict[str, str]:
    """Return the policy of every item of a source's record type."""
    rows = read_seed("column_policies").rows(named=True)
    return {
        row["item_name"]: row["policy"]
        for row in rows
        if row["source_name"] == source and row["record_type"] == record_type
    }


def permitted_policies(column: LayoutColumn) -> set[str]:
    """Return the policies under which a layout may read a column as it does."""
    if not column.is_kept:
        return {"drop"}
    return {"tokenize"} if column.content == "number" else {"keep", "generalize"}


def require_policies(layout: Layout) -> None:
    """Raise ConfigurationError unless every column of the layout has a policy that permits its reading.

    A column that is no item of the base profile may only be dropped; its layout says why.
    """
    policies = read_policies(layout.item_profile, layout.kind)
    for column in layout.columns:
        is_extra = layout.bases and column.item not in policies and not column.is_kept
        policy = "drop" if is_extra and column.reason else policies.get(column.item)
        if policy not in POLICIES:
            raise ConfigurationError(
                f"Column {column.name} of {layout.profile} {layout.kind} has no policy. "
                "Decide it in seeds/column_policies.csv; in a layout of your own name its item, "
                "or drop it with a reason."
            )
        if policy not in permitted_policies(column):
            raise ConfigurationError(
                f"Column {column.name} of {layout.profile} {layout.kind} has the policy {policy}, but its "
                "layout reads it otherwise. Mend seeds/column_policies.csv or the layout."
            )
