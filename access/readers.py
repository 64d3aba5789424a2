"""Who looks, and what that person may see: the query layer is bound to it, not only the pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from access.grants import read_grants
from access.roles import rights_of, roles
from store.home import Home

DEMO_SUBJECT = "demo"


@dataclass(frozen=True)
class Reader:
    """A person with roles by municipality; without any, nothing may be seen."""

    subject: str
    role_codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    is_demo: bool = False
    """Nobody signed in: every role in every municipality, on loopback only."""

    def roles_in(self, municipality_code: str) -> tuple[str, ...]:
        """Return the codes of the roles held in a municipality."""
        return tuple(roles()) if self.is_demo else self.role_codes.get(municipality_code, ())

    def role_in(self, municipality_code: str) -> str:
        """Return the roles held in a municipality as the access log writes them."""
        return DEMO_SUBJECT if self.is_demo else "+".join(self.roles_in(municipality_code))

    def role_names(self, municipality_code: str, language: str) -> list[str]:
        """Return what the roles held in a municipality are called."""
        return [roles()[code].label(language) for code in self.roles_in(municipality_code)]

    def may(self, right: str, municipality_code: str) -> bool:
        """Whether a right is held in a municipality."""
        return right in rights_of(self.roles_in(municipality_code))

    def municipality_codes(self, *rights: str) -> tuple[str, ...] | None:
        """Return where all of these rights are held, in code order; None: everywhere."""
        if self.is_demo:
            return None
        return tuple(
            sorted(code for code, held in self.role_codes.items() if rights_of(held).issuperset(rights))
        )


DEMO_READER = Reader(DEMO_SUBJECT, is_demo=True)


def reader_of(home: Home, subject: str, day: date) -> Reader:
    """Return somebody with what is granted on a day, by the grants as they stand on disk now."""
    held: dict[str, tuple[str, ...]] = {}
    for grant in read_grants(home).of_subject(subject, day):
        held[grant.municipality_code] = (*held.get(grant.municipality_code, ()), grant.role_code)
    return Reader(subject, held)
