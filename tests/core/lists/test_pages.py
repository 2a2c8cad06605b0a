"""Pages are right at both ends and in both directions."""

import pytest

from core.accounts.models import User
from core.lists.pages import Page, PageRequest, newest_first, oldest_first
from core.posts.models import Post


def page_of(numbers: list[int], request: PageRequest) -> Page[int]:
    """A page of an ascending list, fetched the way a store does it."""
    wanted = [
        number
        for number in (reversed(numbers) if request.backward else numbers)
        if (request.after is None or number > request.after)  # type: ignore[operator]
        and (request.before is None or number < request.before)  # type: ignore[operator]
    ]
    return Page.cut(wanted[: request.limit], request, key=int)


def shown(page: Page[int]) -> tuple[list[int], bool, bool]:
    assert list(page.keys) == list(page.items)
    return list(page.items), page.has_previous, page.has_next


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (PageRequest(first=2), ([1, 2], False, True)),
        (PageRequest(first=5), ([1, 2, 3, 4, 5], False, False)),
        (PageRequest(first=2, after=2), ([3, 4], False, True)),
        (PageRequest(first=2, after=3), ([4, 5], False, False)),
        (PageRequest(first=2, after=5), ([], False, False)),
        (PageRequest(first=2, before=3), ([1, 2], False, False)),
        (PageRequest(first=1, after=1, before=4), ([2], False, True)),
        (PageRequest(last=2), ([4, 5], True, False)),
        (PageRequest(last=5), ([1, 2, 3, 4, 5], False, False)),
        (PageRequest(last=2, before=4), ([2, 3], True, False)),
        (PageRequest(last=2, before=3), ([1, 2], False, False)),
        (PageRequest(last=2, before=1), ([], False, False)),
        (PageRequest(last=2, after=3), ([4, 5], False, False)),
    ],
)
def test_a_page_knows_whether_its_stretch_goes_on(
    request_: PageRequest, expected: tuple[list[int], bool, bool]
) -> None:
    assert shown(page_of([1, 2, 3, 4, 5], request_)) == expected


@pytest.mark.parametrize(
    ("request_", "descending", "before", "after"),
    [
        (PageRequest(first=9), True, None, None),
        (PageRequest(first=9, after=5), True, PageRequest(last=1, before=4), None),
        (PageRequest(first=9, after=5), False, PageRequest(last=1, before=6), None),
        (PageRequest(last=9, before=5), True, None, PageRequest(first=1, after=6)),
        (PageRequest(last=9, before=5), False, None, PageRequest(first=1, after=4)),
        (
            PageRequest(first=9, after=(1, 2, 3), before=(0, 7)),
            True,
            PageRequest(last=1, before=(1, 2, 2)),
            PageRequest(first=1, after=(0, 8)),
        ),
        (
            PageRequest(first=9, after=-(2**63), before=2**63 - 1),
            True,
            PageRequest(last=1, before=-(2**63)),
            PageRequest(first=1, after=2**63 - 1),
        ),
    ],
)
def test_a_request_leads_to_the_rows_at_its_ends(
    request_: PageRequest,
    descending: bool,
    before: PageRequest | None,
    after: PageRequest | None,
) -> None:
    assert request_.at_or_before_after(descending=descending) == before
    assert request_.at_or_after_before(descending=descending) == after


def test_a_request_has_either_first_or_last() -> None:
    with pytest.raises(ValueError, match="either"):
        PageRequest()
    with pytest.raises(ValueError, match="either"):
        PageRequest(first=1, last=1)


def test_documents_come_newest_first_or_oldest_first(stores: None) -> None:
    author = User.objects.create(username="ada", email="ada@example.org")
    posts = [Post.objects.create(author=author, content=str(number)) for number in range(5)]
    keys = [post.pk for post in posts]

    def contents(page: Page[Post]) -> str:
        assert list(page.keys) == [post.pk for post in page.items]
        return "".join(post.content for post in page.items)

    assert contents(newest_first(Post.objects.all(), PageRequest(first=2))) == "43"
    assert contents(newest_first(Post.objects.all(), PageRequest(first=2, after=keys[3]))) == "21"
    assert contents(newest_first(Post.objects.all(), PageRequest(last=2))) == "10"
    assert contents(newest_first(Post.objects.all(), PageRequest(last=2, before=keys[1]))) == "32"
    assert contents(oldest_first(Post.objects.all(), PageRequest(first=2))) == "01"
    assert contents(oldest_first(Post.objects.all(), PageRequest(first=9, after=keys[2]))) == "34"
    assert contents(oldest_first(Post.objects.all(), PageRequest(last=2, before=keys[3]))) == "12"
