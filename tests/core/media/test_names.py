"""Random storage names."""

import re

from core.media import image_names


def test_names_are_random_and_sorted_into_folders() -> None:
    names = image_names("posts", "jpg")
    found = re.fullmatch(r"posts/([0-9a-f]{2})/(\1[0-9a-f]{30})\.jpg", names.large)
    assert found is not None
    assert names.small == f"posts/{found[1]}/{found[2]}-small.jpg"


def test_no_name_comes_twice() -> None:
    assert len({image_names("profiles", "webp").large for _ in range(1000)}) == 1000
