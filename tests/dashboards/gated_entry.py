"""A run of the app for a reader who may not see small figures of towns, without signing in."""

import os
from pathlib import Path

from dashboards import address
from dashboards.publication import current_publication, gated
from dashboards.session import LANGUAGE, show_pages
from dashboards.wording import wording

from_url = address.url_moved()
words = wording("frame", str(address.settle(LANGUAGE, from_url=from_url)))
show_pages(gated(current_publication(Path(os.environ["JUKISTAT_HOME"]))), words, from_url=from_url)
