"""Carrying out an import that was previewed, as one act; and undoing it."""

from collections.abc import Collection

from django.db.models.functions import Now

from core.accounts.locks import lock_user
from core.accounts.models import User
from core.common.errors import InvalidInput, NotFound, RateLimited
from core.database.transactions import atomic_with_retry
from core.ratelimit.write_quotas import consume
from core.visibility import Viewer

from .models import RelationImport
from .selectors import imports_of
from .work import carry_out_import

State = RelationImport.State
PAUSE = 60


@atomic_with_retry
def import_relations(
    *, by: User, preview: int, include: Collection[int] = (), field: str = "id"
) -> RelationImport:
    """Carry a previewed import out, by a job: for all that are certain and those to `include`.

    Raises NotFound for what is not the user's preview, InvalidInput for somebody to include who is
    not possible in it, or where nobody is left, and RateLimited, also while another import of the
    user's is in work. Importing again is no change.
    """
    lock_user(by.pk)
    found = _locked(by, preview, field)
    if found.state != State.PREVIEW:
        return found
    if not set(include) <= set(found.possible):
        raise InvalidInput("Include only those whom the preview says are possible.", "include")
    found.people = [*found.people, *(uid for uid in found.possible if uid in set(include))]
    if not found.people:
        raise InvalidInput("Nobody is left to import.", field)
    _refuse_a_second(by)
    consume("relation_imports", user_id=by.pk)
    found.state, found.end = State.RUNNING, len(found.people)
    found.possible, found.missing_names = [], []
    found.save(update_fields=["people", "state", "end", "possible", "missing_names"])
    RelationImport.objects.filter(pk=found.pk).update(began_at=Now())
    found.refresh_from_db(fields=["began_at"])
    carry_out_import.defer(act=found.pk)
    return found


@atomic_with_retry
def undo_import(*, viewer: User, act: int, field: str = "id") -> RelationImport:
    """End what this import has made, by a job; one that is in work ends first.

    Whom the viewer has decided about since stays as they are. Undoing again is no change. Raises
    NotFound for what is not an import of the viewer's of the last 30 days, naming the argument
    `field`, and RateLimited while another one is in work.
    """
    lock_user(viewer.pk)
    found = _locked(viewer, act, field)
    if found.state == State.PREVIEW:
        raise NotFound("Act not found.", field)
    if found.state in (State.UNDOING, State.UNDONE):
        return found
    if found.state == State.DONE:
        _refuse_a_second(viewer)
    found.end, found.place = found.place, 0
    found.state, found.finished_at = State.UNDOING, None
    found.save(update_fields=["end", "place", "state", "finished_at"])
    carry_out_import.defer(act=found.pk)
    return found


def _locked(user: User, act: int, field: str) -> RelationImport:
    found = imports_of(Viewer.of(user)).defer(None).select_for_update().filter(pk=act).first()
    if found is None:
        raise NotFound("Act not found.", field)
    return found


def _refuse_a_second(user: User) -> None:
    in_work = RelationImport.objects.filter(by=user, state__in=[State.RUNNING, State.UNDOING])
    if in_work.exists():
        raise RateLimited("Another import of yours is in work. Try again when it is done.", PAUSE)
