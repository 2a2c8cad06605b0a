"""The rate limits. `RATE_POSTS=10/hour` in the environment sets one, `off` removes it.

Sign-in and signup attempts are counted by account and by address
(core/ratelimit/login_throttle.py), writes by user and by whom they concern
(core/ratelimit/write_quotas.py), entries of lists of relations by account and by address
(core/ratelimit/read_budgets.py).
"""

from core.common.rates import Rate, parse_rate

from .secret_files import SecretFilesEnv

env = SecretFilesEnv()

# Writes of one user. Pictures are counted before they are decoded.
WRITES = {
    "posts": "60/hour",
    "comments": "300/hour",
    "edits": "300/hour",
    "follows": "200/hour",
    "likes": "600/hour",
    "dismissals": "600/hour",
    "bookmarks": "600/hour",
    "blocks": "300/hour",
    "bulk_blocks": "5/day",
    "mutes": "600/hour",
    "pictures": "120/hour",
    "ring_decisions": "20/day",
    "api_tokens": "20/day",
    "data_exports": "1/day",
    "reports": "60/day",
    "appeals": "20/day",
    "import_previews": "20/hour",
    "relation_imports": "5/day",
    "webhooks": "20/day",
    "webhook_tests": "60/hour",
}
# Of these, what one user does to one other: a lively conversation, and no flood.
TO_ONE = {
    "comments_to_one": "20/minute",
    "follows_to_one": "10/hour",
    "likes_to_one": "60/minute",
    "reports_to_one": "10/day",
}
# Of what is done to one user by accounts that they do not follow (core/ratelimit/towards.py): by
# one of them, by all together, and by those that are new. Who is liked 50,000 times an hour reaches
# none of them. Posts are those that mention the user.
TOWARDS = {
    "comments_from_one": "60/hour",
    "comments_from_one_daily": "200/day",
    "comments_from_new_one": "20/hour",
    "comments_from_all": "3000/hour",
    "comments_from_all_daily": "20000/day",
    "comments_from_new": "300/hour",
    "comments_from_far": "1000/hour",
    "posts_from_one": "20/hour",
    "posts_from_one_daily": "50/day",
    "posts_from_new_one": "5/hour",
    "posts_from_all": "1000/hour",
    "posts_from_all_daily": "5000/day",
    "posts_from_new": "100/hour",
    "posts_from_far": "300/hour",
    "likes_from_one": "300/hour",
    "likes_from_one_daily": "1000/day",
    "likes_from_all": "500000/hour",
    "likes_from_new": "50000/hour",
    "likes_from_far": "100000/hour",
    "follows_from_one_daily": "20/day",
    "follows_from_all": "100000/hour",
    "follows_from_new": "10000/hour",
    "follows_from_far": "30000/hour",
}
# Followers, followed users, likers and mutuals that are read: by one user, by all users of one
# address, and by one address without signing in.
READS = {
    "relations_account": "10000/hour",
    "relations_address": "30000/hour",
    "relations_anonymous": "2000/hour",
}
DEFAULTS = {
    # Wrong passwords for one account, by everybody whose address it has not signed in from;
    # and by each address that it has.
    "login_account": "10/hour",
    # Wrong passwords, for whatever account, from one address it has not signed in from.
    "login_address": "100/hour",
    # Right passwords: for one account, and from one address.
    "signin_account": "60/hour",
    "signin_address": "300/hour",
    # Signup attempts: from one IP address with one e-mail address, and with any.
    "signup_email": "10/hour",
    "signup_address": "60/hour",
    # New tokens of one user; and invalid refresh tokens from one address.
    "refresh_account": "120/hour",
    "refresh_address": "60/hour",
    # Mutations by one API token, which count as its user's too.
    "api_token_writes": "1000/hour",
    # Mails that one client address asks for, and that one e-mail address gets for being asked.
    "mails_client": "30/hour",
    "mails_to": "10/day",
    # Wrong tokens of mails from one client address.
    "mail_tokens": "60/hour",
    # Sign-ins with a passkey that one address begins.
    "challenge_address": "300/hour",
    **WRITES,
    **TO_ONE,
    **TOWARDS,
    **READS,
}


def read_rates() -> dict[str, Rate | None]:
    """Return every rate by name; None is no limit. Raises ImproperlyConfigured."""
    names = {name: f"RATE_{name.upper()}" for name in DEFAULTS}
    return {
        name: parse_rate(env.str(names[name], default="") or default, name=names[name])
        for name, default in DEFAULTS.items()
    }
