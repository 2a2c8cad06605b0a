"""Fixtures of the services' tests."""

from pathlib import Path

import pytest
from django.conf import LazySettings


@pytest.fixture
def media(settings: LazySettings, tmp_path: Path) -> Path:
    """An empty media folder."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
