"""Mails to users: written in their language, as text and HTML; see README.md."""

from .send import Recipient, Written, mail_user, write

__all__ = ["Recipient", "Written", "mail_user", "write"]
