"""Where people come from and go to: municipalities of the prefecture, or prefectures, coloured by class."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboards.charts.choropleth import MASKED_CLASS, Place, choropleth
from dashboards.charts.style import Spec
from dashboards.classes import Classes, changes, levels
from dashboards.formats import number, signed
from dashboards.map_files import MapFile
from dashboards.masking import MASKED, drawn


@dataclass(frozen=True)
class PartnerMap:
    """A finished map, its classes for the legend, and the class of every place on it but the own one.

    None: nobody came from there or went there.
    """

    spec: Spec
    classes: Classes
    positions: tuple[int | None, ...]


def partner_map(
    map_file: MapFile,
    persons: Mapping[str, float],
    names: Mapping[str, str],
    *,
    own: str,
    figure: str,
    is_net: bool,
) -> PartnerMap:
    """Return the map of `persons` by partner code (or MASKED); `is_net`: gains and losses about 0.

    Partners that are not on this map are left out: the table beside it has them. A place that nobody comes
    from is white, be it a partner in the other direction or not; `own` is the code of the place itself.
    """
    placed = {
        code: count for code, count in persons.items() if code in map_file.shapes and (is_net or count != 0)
    }
    seen = [float(count) for count in placed.values() if count is not MASKED]
    classes = (changes if is_net else levels)(seen, 0)

    def place(code: str, count: float) -> Place:
        written = signed(count) if is_net else number(count)
        position = MASKED_CLASS if count is MASKED else classes.position(count)
        return Place(code, code, names[code], written, position, drawn(count))

    places = [place(code, count) for code, count in placed.items()]
    spec = choropleth(map_file.url, map_file.code_property, places, classes, figure=figure)
    told = {map_file.places[code] for code in (*placed, own) if code in map_file.places}
    white = len(set(map_file.places.values()) - told)
    return PartnerMap(spec, classes, (*(one.position for one in places), *[None] * white))
