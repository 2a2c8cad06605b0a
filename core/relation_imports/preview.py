"""Whom a list means here."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from core.accounts.models import User
from core.database.transactions import atomic_with_retry
from core.ratelimit.write_quotas import consume
from core.visibility import Viewer, visible
from core.visibility.models import Block

from .models import RelationImport
from .parsing import Named, people_in

BATCH = 1_000
# Of those who are not here, so many are shown.
MISSING = 100


def preview_import(
    *, by: User, kind: RelationImport.Kind, data: bytes, field: str = "file"
) -> RelationImport:
    """Return whom a list names here; nothing is changed but this preview, of which one is kept.

    Somebody at a domain of ours is meant for certain. Who has the name of somebody elsewhere may be
    anybody: they are possible. Who is hidden from the user is not here; those the user blocks are
    not hidden for this. Raises InvalidInput, naming the argument `field`, and RateLimited.
    Cost: a probe of an index for each name.
    """
    named = people_in(data, field=field)
    return _kept(by, kind, named)


@atomic_with_retry
def _kept(by: User, kind: RelationImport.Kind, named: Sequence[Named]) -> RelationImport:
    consume("import_previews", user_id=by.pk)
    ids = _ids_of(by, sorted({each.name for each in named if each.name}))
    ours = {"", (urlsplit(settings.PUBLIC_URL).hostname or "").lower()}
    certain, possible = dict[int, None](), dict[int, None]()
    missing = []
    for each in named:
        uid = ids.get(each.name)
        if each.domain in ours:
            certain.update({uid: None} if uid is not None else {})
        elif uid is not None:
            possible[uid] = None
        if uid is None:
            missing.append(each.text)
    previews = RelationImport.objects.filter(by=by, state=RelationImport.State.PREVIEW)
    previews.delete()
    return RelationImport.objects.create(
        by=by,
        kind=kind,
        people=list(certain),
        possible=[uid for uid in possible if uid not in certain],
        missing=len(missing),
        missing_names=missing[:MISSING],
    )


def _ids_of(by: User, names: Sequence[str]) -> dict[str, int]:
    """Return the users of these names, in lower case, whom the user sees or blocks."""
    viewer = Viewer.of(by)
    found: dict[str, int] = {}
    for start in range(0, len(names), BATCH):
        batch = names[start : start + BATCH]
        for rows in _reachable(viewer):
            named = rows.filter(username__lower__in=batch).annotate(name=Lower("username"))
            found.update(named.values_list("name", "pk"))
    found.pop(by.username.lower(), None)
    return found


def _reachable(viewer: Viewer) -> tuple[QuerySet[User], QuerySet[User]]:
    own = Block.objects.filter(viewer=viewer.key, is_own=True, person=OuterRef("pk"))
    blocked = User.objects.filter(Q(Exists(own)), is_active=True)
    return visible(User.objects.all(), viewer, "pk"), blocked
