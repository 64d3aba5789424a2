"""The district of every town of the true marts, in SQL."""

DISTRICT = "'d-' || coalesce(nullif(district_code, ''), '999')"
TOWNS = f"(select municipality_code, town_code, {DISTRICT} as area from truth.towns)"
AREA = "coalesce(area, 'd-999')"
