"""Which cells of the marts a query sums over."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Cells:
    """Codes to keep, per dimension; None keeps all. Every query is bound to one municipality."""

    municipality_code: str
    town_codes: tuple[str, ...] | None = None
    sex_codes: tuple[str, ...] | None = None
    resident_kind_codes: tuple[str, ...] | None = None

    def parameters(self, *names: str) -> dict[str, Any]:
        """Return the parameters of a statement that has the conditions of these dimensions."""
        chosen = {name: asdict(self)[name] for name in ("municipality_code", *names)}
        return {name: list(codes) if isinstance(codes, tuple) else codes for name, codes in chosen.items()}


def conditions(*names: str) -> str:
    """Return the SQL conditions of a municipality and of the dimensions named (`town_codes`, …)."""
    kept = [
        f"(${name}::varchar[] is null or list_contains(${name}::varchar[], {name.removesuffix('s')}))"
        for name in names
    ]
    return " and ".join(["municipality_code = $municipality_code", *kept])
