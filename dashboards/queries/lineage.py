"""What a figure of the 異動集計表 is made of (movement_table_lineage)."""

from datetime import date
from functools import lru_cache

import polars as pl

from dashboards.publication import Publication
from dashboards.queries.seeds import codes_where


@lru_cache(maxsize=128)
def figure_lineage(
    publication: Publication,
    municipality_code: str,
    district_code: str,
    month: date,
    figure: tuple[str, str, str],
) -> pl.DataFrame:
    """Return component_item_code, reason_code, delivery_id, dating_rule_code, record_count of a figure.

    `figure` is (item_code, resident_kind, sex). The counts sum to it; those that are taken off are negative.
    """
    item_code, kind, sex = figure
    totals = codes_where(publication, "report_resident_kinds", is_total=True)
    totals += codes_where(publication, "report_sexes", is_total=True)
    return publication.rows(
        """
        select
            component_item_code, reason_code, delivery_id, dating_rule_code,
            sum(item_change)::bigint as record_count
        from movement_table_lineage
        where municipality_code = $municipality_code and district_code = $district_code
            and item_code = $item_code
            and (stat_month = $month or (is_running and stat_month < $month))
            and ($kind is null or resident_kind = $kind) and ($sex is null or sex = $sex)
        group by all having sum(item_change) != 0
        order by all
        """,
        municipality_code=municipality_code,
        district_code=district_code,
        month=month,
        item_code=item_code,
        kind=None if kind in totals else kind,
        sex=None if sex in totals else sex,
    )
