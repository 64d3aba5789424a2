"""A page left open goes from the screen when its time is up, though the server be out of reach."""

from math import ceil

import streamlit as st

GRACE_SECONDS = 1
"""So that the server, asked again, knows the time to be up: it would take an earlier visit for work."""

TAKE_OFF = """
<script>
(() => {
  const end = Date.now() + %d;
  clearInterval(window.jukistatLeftOpen);
  window.jukistatLeftOpen = setInterval(() => {
    if (Date.now() < end) return;
    clearInterval(window.jukistatLeftOpen);
    document.body.replaceChildren();
    location.reload();
  }, 500);
})();
</script>
"""


def take_off_after(seconds: float) -> None:
    """Let the browser take the page off the screen after so many seconds, unless it is told otherwise before.

    It looks at the clock again and again: a timer would stand still while the machine sleeps.
    """
    milliseconds = 1000 * (ceil(seconds) + GRACE_SECONDS)
    st.html(TAKE_OFF % milliseconds, unsafe_allow_javascript=True)
