"""One user, Tom, and others of every relation to him.

He has posted, liked, commented and follows; nobody else has that text in anything of theirs.
"""

from enum import StrEnum

from api.relay.ids import to_global
from core.accounts.models import User
from core.accounts.staff import change_person
from core.blocks.services import block
from core.bookmarks.services import bookmark
from core.comments.services import create_comment
from core.follows.services import follow
from core.likes.services import like
from core.mutes.services import mute
from core.privacy.services import update_privacy
from tests.api.client import gid
from tests.core.bulk_acts.acts import made_bulk_act
from tests.core.relation_imports.previews import made_preview
from tests.factories import make_post, make_users

TOM = "tomtom"


class Relation(StrEnum):
    """What the viewer is to Tom."""

    SELF = "self"
    UNRELATED = "unrelated"
    FOLLOWER = "follower"
    MUTUAL = "mutual"
    MUTING = "muting"
    BLOCKING = "blocking"
    BLOCKED = "blocked"
    ASKED = "asked"
    MODERATOR = "moderator"
    ANONYMOUS = "anonymous"


HIDDEN = {Relation.BLOCKING, Relation.BLOCKED}
# Those who do not follow Tom, and are not he.
NOT_FOLLOWING = {Relation.UNRELATED, Relation.ASKED, Relation.MODERATOR, Relation.ANONYMOUS}
FOLLOWERS = {Relation.FOLLOWER, Relation.MUTUAL}


def make_scene() -> tuple[dict[Relation, User | None], dict[str, str]]:
    """Everybody follows the host, and Tom likes a post of everybody's."""
    tom, host = make_users(TOM, "host")
    named = [relation for relation in Relation if relation not in ("self", "anonymous")]
    viewers = dict(zip(named, make_users(*named), strict=True))
    place, post = make_post(host, "A place."), make_post(tom, "By tomtom.")
    above = create_comment(author=host, post=place.pk, content="Above.")
    comment = create_comment(author=tom, post=place.pk, content="tomtom.", parent=above.pk)
    create_comment(author=tom, post=place.pk, content="tomtom again.")
    like(liker=tom, post=place.pk)
    follow(follower=tom, followee=host.pk)
    follow(follower=host, followee=tom.pk)
    for relation, viewer in viewers.items():
        follow(follower=viewer, followee=host.pk)
        bookmark(viewer=viewer, post=post.pk)
        like(liker=tom, post=make_post(viewer, "Mine.").pk)
        if relation not in NOT_FOLLOWING:
            follow(follower=viewer, followee=tom.pk)
    follow(follower=tom, followee=viewers[Relation.MUTUAL].pk)
    update_privacy(user=viewers[Relation.ASKED], is_private=True)
    follow(follower=tom, followee=viewers[Relation.ASKED].pk)
    change_person(person=viewers[Relation.MODERATOR].pk, is_staff=True)
    mute(viewer=viewers[Relation.MUTING], person=tom.pk)
    block(blocker=viewers[Relation.BLOCKING], person=tom.pk)
    block(blocker=tom, person=viewers[Relation.BLOCKED].pk)
    list_ = {one: made_preview(viewer, tom).pk for one, viewer in viewers.items()}
    bulk = {one: made_bulk_act(by=viewer, person=tom).pk for one, viewer in viewers.items()}
    ids = {"user": tom, "post": post, "comment": comment, "host": host, "place": place}
    everybody = {Relation.SELF: tom, **viewers, Relation.ANONYMOUS: None}
    found = {name: gid(each) for name, each in (ids | {"above": above}).items()}
    return everybody, found | {
        "bulk": to_global("BulkAct", bulk[Relation.MUTUAL]),
        "list": to_global("RelationImport", list_[Relation.MUTUAL]),
    }
