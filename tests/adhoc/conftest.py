"""What the tests of ad hoc queries share: the published home of the pages."""

import pytest

from store.home import Home
from store.published import PublishedVersion, open_version
from tests.dashboards.published_home import published_home


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(published_home(tmp_path_factory))


@pytest.fixture(scope="session")
def version(home: Home) -> PublishedVersion:
    return open_version(home)
