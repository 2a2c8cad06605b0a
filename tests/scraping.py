"""Reading metrics as Prometheus does."""

import requests
from prometheus_client.parser import text_string_to_metric_families

TOKEN = "token-of-the-tests"


def scrape(address: str, token: str = TOKEN) -> requests.Response:
    return requests.get(
        f"{address}/metrics", headers={"Authorization": f"Bearer {token}"}, timeout=30
    )


def samples(address: str) -> dict[str, float]:
    """Every sample by name and labels: `name{a="x",b="y"}`, labels in the order of the alphabet."""
    response = scrape(address)
    assert response.status_code == 200
    return {
        _name(sample.name, sample.labels): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def _name(name: str, labels: dict[str, str]) -> str:
    if not labels:
        return name
    inner = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
    return f"{name}{{{inner}}}"
