"""The published files that the maps are made of, as `maps.toml` names them."""

import csv
import json
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from store.home import PROJECT_ROOT

Position = tuple[float, float]
"""Longitude and latitude."""


@cache
def maps() -> Mapping[str, Any]:
    """Return what is made, of which file, and how fine."""
    return tomllib.loads((Path(__file__).parent / "maps.toml").read_text("utf-8"))


def read_json(folder: Path, name: str) -> Any:
    """Return what the one file of this name under `folder` holds."""
    (path,) = folder.rglob(name)
    return json.loads(path.read_text("utf-8"))


def seed_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a built-in code list."""
    with (PROJECT_ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def plain_name(town_name: str) -> str:
    """Return a town's name without what one list writes and another does not."""
    name = unicodedata.normalize("NFKC", town_name)
    for written, meant in maps()["spellings"].items():
        name = name.replace(written, meant) if meant else name.removeprefix(written)
    return name


def town_points(folder: Path) -> dict[str, list[Position]]:
    """Return the published points by their town's plain name: its own first, then those of its parts."""
    points: dict[str, list[Position]] = {}
    for row in sorted(read_json(folder, maps()["towns"]["points"]), key=lambda row: str(row["koaza"])):
        points.setdefault(plain_name(row["town"]), []).append((row["lng"], row["lat"]))
    return points


def town_names() -> dict[str, str]:
    """Return the plain names of the municipality's towns by code; two codes of one place have one name."""
    code = maps()["towns"]["municipality_code"]
    return {
        row["town_code"]: plain_name(row["town_name"])
        for row in seed_rows("town_codes")
        if row["municipality_code"] == code
    }
