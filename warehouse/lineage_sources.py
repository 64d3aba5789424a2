"""Where the origin of a mart's numbers lies in the build file: one relation per mart, in the mart's grain.

Each has the grain columns of its mart, reason_code, delivery_id, dating_rule_code, and `record_count`,
which sums to the mart's measure over any cell. A stock is asked for one month ($stat_month): one record per
resident or household, the one in force at its end.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

CELL = ("municipality_code", "stat_month")

RESIDENTS = """
    select
        spells.municipality_code, months.stat_month, spells.town_code, spells.sex_code,
        spells.resident_kind_code, ages.age_code,
        spells.reason_code, spells.delivery_id, spells.dating_rule_code, 1 as record_count
    from main_intermediate.int_month_end_spells as spells
    inner join months
        on spells.municipality_code = months.municipality_code
        and spells.from_month_index <= months.month_index
        and (spells.to_month_index is null or months.month_index < spells.to_month_index)
    cross join (select max(age_years) as age_years from main_seeds.age_codes) as top
    inner join main_seeds.age_codes as ages
        on ages.age_years is not distinct from case
            when floor((months.month_index - spells.last_birth_index) / 12.0) >= top.age_years
                then top.age_years
            when floor((months.month_index - spells.last_birth_index) / 12.0) >= 0
                and floor((months.month_index - spells.last_birth_index) / 12.0)
                = floor((months.month_index - spells.first_birth_index) / 12.0)
                then floor((months.month_index - spells.last_birth_index) / 12.0)
        end
"""
"""Ages at the month's end from birth months, which no published mart may hold (02-register 2.4)."""

HOUSEHOLDS = """
    select
        records.municipality_code, months.stat_month, records.town_code, kinds.household_kind_code,
        records.household_size,
        records.reason_code, records.delivery_id, records.dating_rule_code, 1 as record_count
    from main_intermediate.int_household_records as records
    inner join months
        on records.municipality_code = months.municipality_code
        and records.from_month_index <= months.month_index
        and (records.to_month_index is null or months.month_index < records.to_month_index)
    inner join main_seeds.household_kind_codes as kinds
        on records.has_japanese = kinds.has_japanese and records.has_foreign = kinds.has_foreign
"""

TABLE_LINES = """
    select
        lineage.municipality_code, months.stat_month, lineage.district_code, lineage.item_code,
        kinds.resident_kind, sexes.sex,
        lineage.reason_code, lineage.delivery_id, lineage.dating_rule_code,
        lineage.item_change as record_count
    from main_marts.movement_table_lineage as lineage
    inner join months
        on lineage.municipality_code = months.municipality_code
        and (lineage.stat_month = months.stat_month
            or (lineage.is_running and lineage.stat_month < months.stat_month))
    inner join main_seeds.report_resident_kinds as kinds
        on kinds.is_total or lineage.resident_kind = kinds.resident_kind
    inner join main_seeds.report_sexes as sexes on sexes.is_total or lineage.sex = sexes.sex
    where not months.is_base_month
"""


REVISIONS = """
    select
        movements.municipality_code,
        date_trunc('month', movements.movement_date)::date as reference_month,
        months.stat_month as as_known_month,
        movements.basis_code,
        movements.reason_code, movements.delivery_id, movements.dating_rule_code, 1 as record_count
    from main_intermediate.int_movements as movements
    inner join main_seeds.basis_codes as bases
        on movements.basis_code = bases.basis_code and bases.leaves_cancellations_out
    inner join main_intermediate.int_covered_ranges as covered
        on movements.municipality_code = covered.municipality_code
        and year(movements.movement_date) * 12 + month(movements.movement_date) <= covered.last_month_index
    inner join months
        on movements.municipality_code = months.municipality_code
        and movements.known_month_index <= months.month_index
        and (movements.next_known_month_index is null
            or months.month_index < movements.next_known_month_index)
"""
"""The event basis as the register knew it at the end of the month asked for ($as_known_month)."""

TIMED = """
    select
        timed.municipality_code, timed.bridge_code, timed.town_code, timed.sex_code,
        timed.resident_kind_code, timed.reason_code, timed.population_sign,
        make_date((counted_month_index - 1) // 12, (counted_month_index - 1) % 12 + 1, 1) as counted_month,
        make_date((event_month_index - 1) // 12, (event_month_index - 1) % 12 + 1, 1) as event_month,
        bridges.is_cancelled,
        timed.delivery_id, timed.dating_rule_code, 1 as record_count
    from main_intermediate.int_movements_timed as timed
    inner join main_seeds.bridge_codes as bridges on timed.bridge_code = bridges.bridge_code
"""

BRIDGE = """
    select
        timed.municipality_code, timed.{side}_month as stat_month, timed.reason_code,
        timed.delivery_id, timed.dating_rule_code, timed.record_count
    from ({timed}) as timed
    inner join main_intermediate.int_covered_ranges as covered
        on timed.municipality_code = covered.municipality_code
        and year(timed.{side}_month) * 12 + month(timed.{side}_month) <= covered.last_month_index
    where {condition}
"""
BRIDGE_SIDES = {
    "register_count": ("counted", "true"),
    "happened_here_count": ("event", "counted_month != event_month"),
    "happened_earlier_count": ("counted", "event_month < counted_month"),
    "future_dated_count": ("counted", "event_month > counted_month"),
    "cancelled_count": ("counted", "is_cancelled"),
    "only_register_count": ("counted", "event_month is null and not is_cancelled"),
    "only_event_count": ("event", "counted_month is null"),
    "event_count": ("event", "true"),
}
"""Of each count of the bridge, the month it stands in and what it counts."""


@dataclass(frozen=True)
class Source:
    """How to ask for the origin of a mart's cells."""

    measure: str
    columns: tuple[str, ...]
    """By which a cell may be named, beside municipality and month."""
    relation: str
    needed: tuple[str, ...] = ()
    """Columns that must be named: figures of two months, or of two lines, are no sum."""
    mart: str = ""
    """Where the number stands, if the source does not go by the mart's own name."""
    defaults: Mapping[str, str] = field(default_factory=dict)


def flow(lineage: str, measure: str, *columns: str) -> Source:
    """Return the source of a mart whose lineage mart has its grain and its measure."""
    relation = f"select *, {measure} as record_count from main_marts.{lineage}"
    return Source(measure, (*CELL, *columns), relation)


def bridge(measure: str) -> Source:
    """Return the source of one count of the bridge between the bases."""
    side, condition = BRIDGE_SIDES[measure]
    relation = BRIDGE.format(timed=TIMED, side=side, condition=condition)
    return Source(measure, (*CELL, "reason_code"), relation, mart="basis_bridge_monthly")


SOURCES = {
    "population_monthly": Source(
        "population_count",
        (*CELL, "town_code", "sex_code", "resident_kind_code", "age_code"),
        RESIDENTS,
        needed=("stat_month",),
    ),
    "households_monthly": Source(
        "household_count",
        (*CELL, "town_code", "household_kind_code", "household_size"),
        HOUSEHOLDS,
        needed=("stat_month",),
    ),
    "movements_monthly": flow(
        "movement_lineage_monthly",
        "movement_count",
        *("basis_code", "town_code", "reason_code", "cancelled_reason_code", "notification_type_code"),
        *("population_sign", "sex_code", "resident_kind_code", "age_band_code"),
    ),
    "migration_flows_monthly": flow(
        "migration_lineage_monthly",
        "person_count",
        *("direction_code", "partner_kind_code", "partner_code"),
        *("sex_code", "resident_kind_code", "age_band_code"),
    ),
    "kind_changes_monthly": flow(
        "kind_change_lineage_monthly",
        "change_count",
        *("reason_code", "from_kind_code", "to_kind_code", "sex_code"),
    ),
    "movement_tables_monthly": Source(
        "value",
        (*CELL, "district_code", "item_code", "resident_kind", "sex"),
        TABLE_LINES,
        needed=("stat_month", "item_code"),
        defaults={"district_code": "", "resident_kind": "total", "sex": "total"},
    ),
    "movement_revisions": Source(
        "movement_count",
        ("municipality_code", "reference_month", "as_known_month", "basis_code", "reason_code"),
        REVISIONS,
        needed=("as_known_month",),
    ),
    "movement_timings": Source(
        "movement_count",
        (
            *("municipality_code", "counted_month", "event_month", "bridge_code", "town_code"),
            *("sex_code", "resident_kind_code", "reason_code", "population_sign"),
        ),
        TIMED,
    ),
    **{f"basis_bridge_monthly.{measure}": bridge(measure) for measure in BRIDGE_SIDES},
}
"""Every mart whose numbers have an origin that can be asked for; of the bridge, each of its counts."""
