"""The audit of graphql-http: https://github.com/graphql/graphql-http#audits."""

from collections import Counter

import pytest

from tests.journeys.server import Service

from .node import run_json


@pytest.mark.parametrize("path", ["/graphql/", "/graphql"])
def test_every_audit_passes(packages: None, service: Service, path: str) -> None:
    results = run_json("audit.mjs", f"{service.address}{path}")

    assert [result for result in results if result["status"] != "ok"] == []
    levels = Counter(result["name"].split()[0] for result in results)
    assert levels == {"MUST": 13, "SHOULD": 23, "MAY": 25}
