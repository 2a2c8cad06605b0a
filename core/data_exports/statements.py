"""The statements of an export: what a user has, and what others did that the user may see.

Whom the rule of visibility hides from the user is as absent as who left: what a user did to users
is there where these are shown. What they did with posts is all there, and of a post that is hidden
or deleted there is its number alone.
Parameters: `viewer`, and of edges `kinds` and `made_by`.
"""

from core.visibility.audience import IN_AUDIENCE
from core.visibility.rule import VISIBLE
from core.visibility.standing import IN_GOOD_STANDING

_PERSON = VISIBLE.format(person="person.id")
_AUTHOR = VISIBLE.format(person="post.author_id")
_COMMENT = IN_GOOD_STANDING.format(document="comment")
_POST = IN_AUDIENCE.format(post="post")
_AUTHOR_NAME = f"CASE WHEN {_AUTHOR} AND {_POST} THEN author.username END"

BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# A storage that does not take what is written must not hold a snapshot for good.
IDLE_LIMIT = "SET LOCAL idle_in_transaction_session_timeout = '10min'"
NOW = "SELECT now()"

PROFILE = """
    SELECT username, email, display_name, bio, date_joined, last_login, profile_image
    FROM core_user WHERE id = %(viewer)s
"""
SETTINGS = """
    SELECT is_private, is_discoverable, person.who_may_comment, followers_visible_to,
           following_visible_to, coalesce(senders.follow, 0), coalesce(senders."like", 0),
           coalesce(senders.comment, 0), coalesce(senders.reply, 0), coalesce(senders.mention, 0),
           coalesce(senders.quiet_new_accounts, false)
    FROM core_user person LEFT JOIN core_notificationsettings senders ON senders.user_id = person.id
    WHERE person.id = %(viewer)s
"""
SESSIONS = """
    SELECT max(device), max(place), coalesce(min(began_at), min(created_at)), max(created_at),
           max(expires_at)
    FROM core_refreshtoken
    WHERE user_id = %(viewer)s GROUP BY family
    HAVING bool_or(spent_at IS NULL AND revoked_at IS NULL AND expires_at > now()) ORDER BY 3
"""
POSTS = """
    SELECT id, content, created_at, edited_at, audience, who_may_comment, coalesce((
        SELECT json_agg(json_build_array(image.post_id, image.position, image.large,
                                         image.description) ORDER BY image.position)
        FROM core_postimage image WHERE image.post_id = post.id), '[]')
    FROM core_post post WHERE author_id = %(viewer)s ORDER BY id DESC
"""
COMMENTS = f"""
    SELECT comment.id, comment.post_id, {_AUTHOR_NAME}, comment.parent_id, comment.content,
           comment.created_at, comment.edited_at
    FROM core_comment comment JOIN core_post post ON post.id = comment.post_id
    JOIN core_user author ON author.id = post.author_id
    WHERE comment.author_id = %(viewer)s ORDER BY comment.id DESC
"""  # noqa: S608 - of constants
EDGES_TO_POSTS = f"""
    SELECT edge.target, {_AUTHOR_NAME}, edge.at FROM (
        SELECT DISTINCT ON (target) target, kind, at FROM core_journalentry
        WHERE actor = %(viewer)s AND kind = ANY(%(kinds)s) ORDER BY target DESC, id DESC
    ) AS edge LEFT JOIN core_post post ON post.id = edge.target
    LEFT JOIN core_user author ON author.id = post.author_id
    WHERE edge.kind = %(made_by)s ORDER BY edge.target DESC
"""  # noqa: S608 - of constants
EDGES_TO_USERS = f"""
    SELECT person.username, edge.at FROM (
        SELECT DISTINCT ON (target) target, kind, at FROM core_journalentry
        WHERE actor = %(viewer)s AND kind = ANY(%(kinds)s) ORDER BY target DESC, id DESC
    ) AS edge JOIN core_user person ON person.id = edge.target
    WHERE edge.kind = %(made_by)s AND {_PERSON} ORDER BY edge.target DESC
"""  # noqa: S608 - of constants
FOLLOWERS = f"""
    SELECT person.username, edge.at FROM (
        SELECT DISTINCT ON (actor) actor, kind, at FROM core_journalentry
        WHERE target = %(viewer)s AND kind IN ('followed', 'unfollowed')
        ORDER BY actor DESC, id DESC
    ) AS edge JOIN core_user person ON person.id = edge.actor
    WHERE edge.kind = 'followed' AND {_PERSON} ORDER BY edge.actor DESC
"""  # noqa: S608 - of constants
BLOCKS = """
    SELECT person.username, block.created_at
    FROM core_block block JOIN core_user person ON person.id = block.person_id
    WHERE block.viewer_id = %(viewer)s AND block.is_own AND person.is_active
    ORDER BY block.id
"""
MUTES = f"""
    SELECT person.username, mute.until
    FROM core_mute mute JOIN core_user person ON person.id = mute.person_id
    WHERE mute.viewer_id = %(viewer)s AND {_PERSON} ORDER BY mute.id
"""  # noqa: S608 - of constants
MUTED_WORDS = "SELECT text, until FROM core_mutedword WHERE viewer_id = %(viewer)s ORDER BY id"
REQUESTS_SENT = f"""
    SELECT person.username, request.created_at
    FROM core_followrequest request JOIN core_user person ON person.id = request.followee_id
    WHERE request.follower_id = %(viewer)s AND {_PERSON} ORDER BY request.id
"""  # noqa: S608 - of constants
REQUESTS_RECEIVED = f"""
    SELECT person.username, request.created_at
    FROM core_followrequest request JOIN core_user person ON person.id = request.follower_id
    WHERE request.followee_id = %(viewer)s AND {_PERSON} ORDER BY request.id
"""  # noqa: S608 - of constants
NOTIFICATIONS = f"""
    SELECT notice.id, notice.kind, person.username, notice.post_id, notice.comment_id,
           notice.created_at, notice.read_at
    FROM core_notification notice JOIN core_user person ON person.id = notice.actor_id
    LEFT JOIN core_post post ON post.id = notice.post_id
    LEFT JOIN core_comment comment ON comment.id = notice.comment_id
    WHERE notice.recipient_id = %(viewer)s AND notice.withdrawn_at IS NULL AND {_PERSON}
      AND (post.id IS NULL OR ({_AUTHOR} AND {_POST}))
      AND (comment.id IS NULL OR {_COMMENT})
    ORDER BY notice.id DESC
"""  # noqa: S608 - of constants

# About how many rows and pictures there are: index ranges.
TOTAL = """
    SELECT (SELECT count(*) FROM core_post WHERE author_id = %(viewer)s)
         + (SELECT count(*) FROM core_comment WHERE author_id = %(viewer)s)
         + (SELECT count(*) FROM core_notification WHERE recipient_id = %(viewer)s)
         + (SELECT count(*) FROM core_journalentry WHERE actor = %(viewer)s)
         + (SELECT count(*) FROM core_journalentry
            WHERE target = %(viewer)s AND kind IN ('followed', 'unfollowed'))
         + (SELECT count(*) FROM core_postimage image JOIN core_post post ON post.id = image.post_id
            WHERE post.author_id = %(viewer)s)
"""
# The pictures after a key, of posts until a moment.
PICTURES = """
    SELECT image.post_id, image.position, image.large
    FROM core_postimage image JOIN core_post post ON post.id = image.post_id
    WHERE post.author_id = %(viewer)s AND post.created_at <= %(at)s AND post.has_images
      AND (image.post_id, image.position) > (%(post)s, %(position)s)
    ORDER BY image.post_id, image.position LIMIT %(limit)s
"""
