"""How the CSV files of the record types are read: every item by its policy, those with a role as text."""

from functools import cache

import polars as pl

from ingest.codes import read_seed
from ingest.hachinohe.layout import read_record_layout
from ingest.layouts import Layout, LayoutColumn, read_layouts
from store.errors import ConfigurationError

BASES = ("legacy", "std")
"""The profiles whose names for reasons and sexes hold here too."""
LIKE = ("reason_code", "sex_code", "birth_date")
"""Roles, by their ending, that are read like the column of this name in the canonical profile."""


@cache
def record_layouts() -> tuple[Layout, ...]:
    """Return a layout for every record type of the source document.

    Only what has a role in `hachinohe.toml` is read and must be there. Raises ConfigurationError if the
    policy of such an item (seeds/column_policies.csv) does not let it be kept.
    """
    items = read_seed("column_policies").filter(source_name=read_record_layout().profile)
    types = items.partition_by("record_type", maintain_order=True)
    return tuple(_layout(rows["record_type"][0], rows) for rows in types)


def number_of(layout: Layout) -> str:
    """Return the number of a record type."""
    return layout.kind.split()[0]


def numbered(names: list[str]) -> list[str]:
    """Return names of which each occurs once: the second of a name is marked `#2`, and so on."""
    return [
        name if (place := names[:index].count(name)) == 0 else f"{name}#{place + 1}"
        for index, name in enumerate(names)
    ]


def _layout(record_type: str, items: pl.DataFrame) -> Layout:
    names = numbered(items["item_name"].to_list())
    roles = _roles(record_type.split()[0])
    for name, policy in zip(names, items["policy"], strict=True):
        if name in roles and policy == "drop":
            raise ConfigurationError(
                f"Item {name} of {record_type} is to be read, but its policy is to drop it. "
                "Mend seeds/column_policies.csv or layouts/records/hachinohe.toml."
            )
    columns = tuple(_column(name, roles.get(name)) for name in names)
    profile = read_record_layout().profile
    return Layout(profile=profile, kind=record_type, encoding="cp932", columns=columns, bases=BASES)


def _roles(number: str) -> dict[str, str]:
    """Return the role of every item of a record type that has one."""
    records = read_record_layout().records.values()
    return {item: role for each in records if each.number == number for role, item in each.items.items()}


def _column(name: str, role: str | None) -> LayoutColumn:
    if role is None:
        return LayoutColumn(name, "dropped", group=name)
    canonical = {column.column: column for column in read_layouts()[1].columns}
    model = next((canonical[ending] for ending in LIKE if role.endswith(ending)), None)
    return LayoutColumn(
        name,
        "partial_date" if role.endswith("_date") else "text",
        column=name,
        item=model.name if model else "",
        required=model is not None and model.required and bool(model.parts),
        parts=model.parts if model else "",
        zero_is_value=model is not None and model.zero_is_value,
    )
