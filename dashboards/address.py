"""The state of a page in its URL, by stable codes: what a link, a bookmark and the back button mean.

Streamlit's own binding writes translated labels; here the URL holds codes, leaves defaults out, and wins over
the widgets exactly when it is not the URL that was written last (a link opened, back or forward pressed).
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

SEPARATOR = "."
LAST_WRITTEN = "address_written"
"""Key of the session: the query of the URL as this session wrote it last."""
PAGE_QUERIES = "address_of_pages"
"""Key of the session: by page, the query of its own choices when it was last shown."""


def widget_key(name: str) -> str:
    """Return the key of the widget that shows the choice `name`."""
    return f"choice_{name}"


@dataclass(frozen=True)
class Choice:
    """One named choice, its codes and its default; `many` choices hold a tuple of codes, none = all."""

    name: str
    options: Container[str]
    default: str = ""
    many: bool = False

    @property
    def key(self) -> str:
        """The key of the widget that shows the choice."""
        return widget_key(self.name)

    def read(self, written: str | None) -> str | list[str]:
        """Return the value a URL means by `written`; the default for nothing and for what is not on offer."""
        if self.many:
            return [code for code in (written or "").split(SEPARATOR) if code in self.options]
        return written if written is not None and written in self.options else self.default

    def allows(self, value: object) -> bool:
        codes = value if isinstance(value, list) else [value]
        return all(code in self.options for code in codes)

    def write(self, value: str | list[str]) -> str:
        return SEPARATOR.join(value) if isinstance(value, list) else value


def no_choices(*_of_what: object) -> tuple[Choice, ...]:
    """Return the choices of a page that has none of its own."""
    return ()


def url_moved() -> bool:
    """Whether the URL is another than this session wrote: a link was opened or the browser's history used."""
    return st.query_params.to_dict() != st.session_state.get(LAST_WRITTEN)


def settle(choice: Choice, *, from_url: bool) -> str | list[str]:
    """Return the value of `choice` now, and hand it to its widget, which may be drawn later in this run."""
    value: str | list[str] | None = st.session_state.get(choice.key)
    if value is None or from_url or not choice.allows(value):
        value = choice.read(st.query_params.get(choice.name))
    st.session_state[choice.key] = value
    return value


def query_of(
    choices: Sequence[Choice], values: Mapping[str, str | list[str]], *, whole: bool = False
) -> dict[str, str]:
    """Return the query that means `values`; defaults are left out unless `whole`."""
    written = {choice.name: choice.write(values[choice.name]) for choice in choices}
    defaults = {choice.name: choice.write([] if choice.many else choice.default) for choice in choices}
    return {name: code for name, code in written.items() if code and (whole or code != defaults[name])}


def write_url(query: Mapping[str, str]) -> None:
    """Let the browser's URL say `query`; nothing is sent if it says so already."""
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)
    st.session_state[LAST_WRITTEN] = dict(query)


def link_with(page: str, choice: str, code: str) -> str:
    """Return the address of the view as it stands, but with `code` for `choice`; blank = without it."""
    query = {name: written for name, written in st.query_params.to_dict().items() if name != choice}
    return link(page, {**query, choice: code} if code else query)


def remember_page(page: str, own_query: Mapping[str, str]) -> None:
    """Keep the choices of a page for the link that leads back to it."""
    st.session_state.setdefault(PAGE_QUERIES, {})[page] = dict(own_query)


def remembered_query(page: str) -> dict[str, str]:
    return st.session_state.get(PAGE_QUERIES, {}).get(page, {})


def link(page: str, query: Mapping[str, str]) -> str:
    """Return the address, without the host, that reproduces a view."""
    return f"/{page}?{urlencode(query)}" if query else f"/{page}"
