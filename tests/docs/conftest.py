"""The network of the documents, put back when a test has changed it."""

import pytest

from tests.worlds import put_back

from .examples import Network, network


@pytest.fixture
def people(stores: None) -> Network:
    return put_back(network)
