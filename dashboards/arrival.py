"""Where a link with a fragment leads: to a heading that is drawn after the page has arrived."""

import streamlit as st

STAY_IN_SIGHT = """
<script>
(() => {
  const heading = document.getElementById("%s");
  const content = document.querySelector('[data-testid="stMainBlockContainer"]');
  if (!heading || !content || location.hash !== "#" + heading.id) return;
  const watch = new ResizeObserver(() => heading.scrollIntoView());
  const leave = () => watch.disconnect();
  for (const sign of ["wheel", "pointerdown", "keydown"]) addEventListener(sign, leave, { once: true });
  setTimeout(leave, 10000);
  watch.observe(content);
})();
</script>
"""


def stay_in_sight(anchor: str) -> None:
    """Keep the heading of this anchor in sight while the rest of the page is drawn, if the link leads to it.

    Streamlit scrolls to it once, as soon as it is there; what is drawn above it later would push it away.
    Ends when the reader moves the page.
    """
    st.html(STAY_IN_SIGHT % anchor, unsafe_allow_javascript=True)
