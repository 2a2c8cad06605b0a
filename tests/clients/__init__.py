"""Clients as their developers use them, against the running service."""

import pytest

pytest.register_assert_rewrite("tests.clients.journey")
