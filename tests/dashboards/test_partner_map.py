"""Flows on a map: every partner that has a place is in its class, losses and gains apart."""

from dashboards.charts.choropleth import MASKED_CLASS
from dashboards.charts.partner_map import partner_map
from dashboards.map_files import municipality_map, prefecture_map
from dashboards.masking import MASKED
from tests.dashboards.published_home import CITY


def test_partners_are_drawn_by_class_and_those_elsewhere_are_left_out() -> None:
    """青森市 and 弘前市 lie on the map of the prefecture, 札幌市 does not."""
    places = municipality_map(CITY)
    assert places is not None
    persons = {"022012": 40, "022021": -3, "011002": 7}
    shown = partner_map(
        places, persons, dict.fromkeys(persons, "name"), own=CITY, figure="persons", is_net=True
    )
    gain, loss, *white = shown.positions
    assert white == [None] * (len(places.shapes) - 3), "two have a class, and the city itself is no partner"
    assert shown.classes.neutral is not None
    assert loss is not None and gain is not None and loss < shown.classes.neutral < gain
    lookup = shown.spec["layer"][0]["transform"][0]
    assert lookup["lookup"] == "properties.municipality_code"
    assert lookup["from"]["data"]["values"] == [
        {"c": "022012", "n": "name", "w": "+40", "k": gain},
        {"c": "022021", "n": "name", "w": "−3", "k": loss},
    ]


def test_a_masked_partner_is_an_x() -> None:
    places = prefecture_map()
    assert places is not None
    persons = {"13": MASKED, "01": 20}
    shown = partner_map(
        places, persons, dict.fromkeys(persons, "name"), own="02", figure="persons", is_net=False
    )
    assert shown.positions == (MASKED_CLASS, 0, *[None] * 44)
    (masked, _) = shown.spec["layer"][0]["transform"][0]["from"]["data"]["values"]
    assert masked == {"c": "13", "n": "name", "w": "X", "k": MASKED_CLASS}


def test_a_place_that_nobody_comes_from_is_white_and_no_class() -> None:
    """Be it a partner in the other direction, or none at all; about the net it is told that it is ±0."""
    places = prefecture_map()
    assert places is not None
    persons = {"13": 0, "01": 20}
    names = dict.fromkeys(persons, "name")
    one_way = partner_map(places, persons, names, own="02", figure="persons", is_net=False)
    assert one_way.positions == (0, *[None] * 45)
    net = partner_map(places, persons, names, own="02", figure="persons", is_net=True)
    assert net.classes.neutral in net.positions and net.positions.count(None) == 44
