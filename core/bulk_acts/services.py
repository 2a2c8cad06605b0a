"""Blocking a user with their followers, as one act; and undoing it."""

from core.accounts.locks import lock_user, share_lock_users
from core.accounts.models import User
from core.blocks.services import block
from core.common.errors import InvalidInput, NotFound, RateLimited
from core.database.transactions import atomic_with_retry
from core.follows.shown_lists import lists_shown_to
from core.journal.causes import Because
from core.journal.models import Cause
from core.ratelimit.write_quotas import consume
from core.visibility import Viewer

from .models import BulkAct
from .preview import followers, whom_it_hits
from .selectors import acts_of
from .work import carry_out_bulk_act

State = BulkAct.State
PAUSE = 60


def block_with_followers(
    *, blocker: User, person: int, spare_followed: bool, field: str = "id"
) -> BulkAct:
    """Block a user at once, and by a job the followers they have now, at most MAX_FOLLOWERS.

    Of a user who does not show their followers to the blocker none is blocked.
    Those whom the blocker follows are spared if wanted. Whom it hits is decided here; who is
    blocked already is left as they are, and so is whom the blocker decides about before the job
    reaches them. Raises InvalidInput for oneself, NotFound, naming the argument `field`,
    RateLimited, also while another act of the blocker's is in work, and GraphUnavailable: then
    nothing is changed.
    """
    if person == blocker.pk:
        raise InvalidInput("You cannot block yourself.", field)
    viewer = Viewer.of(blocker)
    shown = lists_shown_to(viewer, [person]).get(person)
    found, is_complete = followers(viewer, person) if shown and shown.followers else ([], True)
    act = BulkAct(
        by=blocker,
        person=person,
        spares_followed=spare_followed,
        is_complete=is_complete,
        people=[person, *whom_it_hits(found, spare_followed)],
    )
    return _begin(blocker, act, field)


@atomic_with_retry
def _begin(blocker: User, wanted: BulkAct, field: str) -> BulkAct:
    _lock_free(blocker)
    viewer = Viewer.of(blocker)
    share_lock_users(viewer, blocker.pk, wanted.person, field=field, and_blocked=True)
    consume("bulk_blocks", user_id=blocker.pk)
    act = BulkAct.objects.create(
        by=blocker,
        person=wanted.person,
        spares_followed=wanted.spares_followed,
        is_complete=wanted.is_complete,
        people=wanted.people,
        end=len(wanted.people),
        place=1,
    )
    because = Because(blocker.pk, Cause.BULK, bulk=act.pk)
    act.hit = int(block(blocker=blocker, person=wanted.person, field=field, because=because))
    act.save(update_fields=["hit"])
    carry_out_bulk_act.defer(act=act.pk)
    return act


@atomic_with_retry
def undo_bulk_act(*, viewer: User, act: int, field: str = "id") -> BulkAct:
    """End the blocks that this act made, and restore what they cut, by a job.

    An act that is in work ends first. Whom the viewer has decided about since stays as they are.
    Undoing again is no change. Raises NotFound for what is not an act of the viewer's of the last
    30 days, naming the argument `field`, and RateLimited while another one is in work.
    """
    lock_user(viewer.pk)
    found = acts_of(Viewer.of(viewer)).select_for_update().filter(pk=act).first()
    if found is None:
        raise NotFound("Act not found.", field)
    if found.state in (State.UNDOING, State.UNDONE):
        return found
    if found.state == State.DONE:
        _refuse_a_second(viewer)
    found.end, found.place = found.place, 0
    found.state, found.finished_at = State.UNDOING, None
    found.save(update_fields=["end", "place", "state", "finished_at"])
    carry_out_bulk_act.defer(act=found.pk)
    return found


def _lock_free(user: User) -> None:
    """Hold the user, of whom no act is in work. Raises RateLimited."""
    lock_user(user.pk)
    _refuse_a_second(user)


def _refuse_a_second(user: User) -> None:
    if BulkAct.objects.filter(by=user.pk, finished_at__isnull=True).exists():
        raise RateLimited("Another bulk act of yours is in work. Try again when it is done.", PAUSE)
