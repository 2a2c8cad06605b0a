"""The language of a request: what its header says that its user understands."""

from django.conf import settings
from django.utils.translation.trans_real import parse_accept_lang_header


def accepted_language(header: str) -> str:
    """Return the first supported language of an `Accept-Language`; empty without any.

    Cost: parsed once for each header; Django keeps the last 1,000.
    """
    supported = {code for code, _ in settings.LANGUAGES}
    for code, _ in parse_accept_lang_header(header):
        language = code.partition("-")[0]
        if language in supported:
            return language
    return ""
