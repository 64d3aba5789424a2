"""What the reader of the page may query, and how that is logged."""

from datetime import date

from access.readers import Reader, reader_of
from adhoc.recorded import Asker
from adhoc.sight import Sight, sight_of
from dashboards.page import Page
from store.published import PublishedVersion


def sight_here(page: Page) -> Sight:
    """Return what the reader sees of the version that the page reads. Raises UsageError like `sight_of`."""
    return sight_for(page, page.visit.reader)


def sight_for(page: Page, reader: Reader) -> Sight:
    publication = page.publication
    version = PublishedVersion(publication.name, publication.marts_file.parent, dict(publication.manifest))
    return sight_of(version, reader, page.municipality_code)


def asker_here(page: Page, sight: Sight) -> Asker:
    """Return who asks; a file is handed out only to somebody who still sees what was asked."""
    visit = page.visit

    def sees_still() -> bool:
        if not visit.admits():
            return False
        reader = visit.reader
        now = reader if reader.is_demo else reader_of(visit.home, reader.subject, date.today())
        return sight_for(page, now) == sight

    role = visit.reader.role_in(page.municipality_code)
    return Asker(visit.reader.subject, role, page.municipality_code, visit.filters, sees_still)
