"""Where people come from and go to: municipalities of the prefecture, or prefectures, coloured by class."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboards.charts.choropleth import MASKED_CLASS, Place, choropleth
from dashboards.charts.style import Spec
from dashboards.classes import Classes, changes, levels
from dashboards.formats import MASKED, number, signed
from dashboards.map_files import MapFile

PARTNER_HEIGHT = 460


@dataclass(frozen=True)
class PartnerMap:
    """A finished map, its classes for the legend, and the class of every partner on it."""

    spec: Spec
    classes: Classes
    positions: tuple[int | None, ...]


def partner_map(
    map_file: MapFile,
    persons: Mapping[str, int | None],
    names: Mapping[str, str],
    *,
    figure: str,
    is_net: bool,
) -> PartnerMap:
    """Return the map of `persons` by partner code (None: masked); `is_net`: gains and losses about 0.

    Partners that are not on this map are left out: the table beside it has them.
    """
    drawn = {code: count for code, count in persons.items() if code in map_file.shapes}
    seen = [float(count) for count in drawn.values() if count is not None]
    classes = (changes if is_net else levels)(seen, 0)

    def place(code: str, count: int | None) -> Place:
        if count is None:
            return Place(code, code, names[code], MASKED, MASKED_CLASS, None)
        written = signed(count) if is_net else number(count)
        return Place(code, code, names[code], written, classes.position(count), count)

    places = [place(code, count) for code, count in drawn.items()]
    spec = choropleth(
        map_file.url, map_file.code_property, places, classes, figure=figure, height=PARTNER_HEIGHT
    )
    return PartnerMap(spec, classes, tuple(one.position for one in places))
