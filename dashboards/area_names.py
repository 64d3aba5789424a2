"""What areas are called, so that no town of a municipality is called like another area."""

from collections import Counter
from collections.abc import Mapping

from dashboards.queries.areas import Area
from dashboards.wording import Wording


def area_names(areas: Mapping[str, Area], words: Wording, special: Mapping[str, str]) -> dict[str, str]:
    """Return the name of every area by its code, each name once but for districts named alike.

    A town outside the master has its name from `special` or is called by its code; one whose name another
    area bears has its code behind it.
    """
    names = {
        code: area.name or special.get(code) or words("town_without_name", code=code)
        for code, area in areas.items()
    }
    bearers = Counter(names.values())
    return {
        code: name
        if bearers[name] == 1 or areas[code].district_code
        else words("town_of_shared_name", name=name, code=code)
        for code, name in names.items()
    }
