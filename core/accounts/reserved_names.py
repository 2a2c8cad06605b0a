"""Usernames that nobody may choose: they would speak for the service, or be taken for an address.

Staff and commands may give them, for accounts that are what the name says.
"""

from core.common.errors import InvalidInput

# Roles; mailboxes of a domain (RFC 2142); names of hosts and paths; words that mean nobody or all.
RESERVED = frozenset((
    "admin", "administrator", "admins", "adminteam", "help", "helpdesk", "mod", "mods",
    "moderation", "moderator", "moderators", "official", "operator", "owner", "root", "staff",
    "superuser", "support", "supportteam", "sysadmin", "system", "sysop", "team", "socialgraph",
    "abuse", "billing", "contact", "ftp", "hostmaster", "info", "mail", "mailerdaemon",
    "marketing", "news", "noc", "noreply", "postmaster", "press", "privacy", "sales",
    "security", "ssl", "ssladmin", "sysadministrator", "usenet", "uucp", "webmaster", "www",
    "account", "accounts", "api", "app", "auth", "blog", "dashboard", "docs", "graphql",
    "healthz", "imap", "index", "local", "localhost", "login", "logout", "me", "media",
    "metrics", "oauth", "password", "playground", "profile", "readyz", "register", "robots",
    "search", "settings", "signin", "signout", "signup", "smtp", "static", "status",
    "subscribe", "user", "username", "users", "all", "anonymous", "deleted", "deleteduser",
    "everyone", "everybody", "guest", "nobody", "none", "null", "self", "somebody", "undefined",
    "unknown",
))  # fmt: skip


def check_may_be_chosen(username: str) -> None:
    """Raise InvalidInput for a reserved name, whatever its case, dots, dashes and underscores."""
    if is_reserved(username):
        raise InvalidInput("This username is reserved.", "username")


def is_reserved(username: str) -> bool:
    """Return whether nobody may choose this name."""
    letters = username.strip().lower()
    for separator in "._-":
        letters = letters.replace(separator, "")
    return letters in RESERVED
