"""How many connections the driver keeps."""

import pytest

from graph.connection import client, driver
from graph.connection.pool import open_connections

pytestmark = pytest.mark.usefixtures("graph")


def test_the_connections_of_this_process_are_counted() -> None:
    driver.close()
    assert open_connections() == 0

    assert client.read_one("RETURN 1 AS one")["one"] == 1
    assert open_connections() == 1

    with driver.driver().session() as first, driver.driver().session() as second:
        first.run("RETURN 1").consume()
        transaction = second.begin_transaction()
        with driver.driver().session() as third:
            third.run("RETURN 1").consume()
            assert open_connections() == 2
        transaction.rollback()
