"""Links between the admin's pages."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def link_to(kind: str, key: int, text: object = None) -> SafeString:
    """Return a link to the page of one object: `link_to("post", 7)` reads `post 7`."""
    address = reverse(f"admin:core_{kind}_change", args=[key])
    return format_html('<a href="{}">{}</a>', address, text or f"{kind} {key}")


def list_of(kind: str, text: str, **wanted: int) -> SafeString:
    """Return a link to the list of the matching objects."""
    (name, value), *_ = wanted.items()
    address = reverse(f"admin:core_{kind}_changelist")
    return format_html('<a href="{}?{}={}">{}</a>', address, name, value, text)


def cases_of(username: str) -> SafeString:
    """Return a link to all cases about a user, which moderators may see."""
    address = reverse("admin:core_case_changelist")
    return format_html('<a href="{}?q=@{}">{}</a>', address, username, username)


def picture(address: str, small: str, description: str) -> SafeString:
    """Return a thumbnail that links to the large version."""
    return format_html(
        '<a href="{}"><img src="{}" alt="{}" style="max-height: 120px; border-radius: 4px"></a>',
        address,
        small,
        description,
    )
