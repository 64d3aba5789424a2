"""How deliveries may be written here: the layouts and code maps that are built in, and the home's own."""

from dataclasses import dataclass

from ingest.code_maps import CodeMaps, read_code_maps
from ingest.layouts import Layout, home_layouts
from store.errors import UsageError
from store.home import Home


@dataclass(frozen=True)
class Dialects:
    """Layouts and code maps."""

    layouts: tuple[Layout, ...]
    code_maps: CodeMaps

    @property
    def profiles(self) -> list[str]:
        """The names of the profiles."""
        return sorted({layout.profile for layout in self.layouts})


def read_dialects(home: Home) -> Dialects:
    """Return what a home's deliveries may be written in. Raises ConfigurationError for a broken file."""
    return Dialects(home_layouts(home), read_code_maps(home))


def require_profile(home: Home, profile: str | None) -> None:
    """Raise UsageError for a profile that no layout of a home has."""
    known = read_dialects(home).profiles
    if profile is not None and profile not in known:
        raise UsageError(f"There is no profile {profile}. Known: {', '.join(known)}.")
