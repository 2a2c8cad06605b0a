"""Error messages in the language of the user, by the English ones.

Code raises errors in English, and what is logged stays so. At the boundary each sentence is looked
up in core/locale, where `{0}` and `{1}` are the places of values. Values that are words of ours,
such as `6 minutes`, are looked up, too. A message that is not there, such as GraphQL's own about a
document, is sent as it is.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from gettext import translation
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext, override

LOCALE = Path(__file__).resolve().parents[1] / "core/locale"
ENGLISH = "en"
# Longer ones are no messages of ours, whatever they have in them.
MAX_LENGTH = 2_000
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-Z`“{])")
_PLACE = re.compile(r"\{\d\}")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_DOMAIN = "django"


class Template(NamedTuple):
    """A sentence with places for values: how it is found, and what it is in the language."""

    pattern: re.Pattern[str]
    text: str


def translated(message: str, language: str) -> str:
    """Return the message in this language; unchanged if it is not known, or has unknown parts.

    Cost: nothing for English, else a look-up for each sentence, and a pattern for each text with
    places where that finds nothing.
    """
    if language in ("", ENGLISH) or not 0 < len(message) <= MAX_LENGTH:
        return message
    texts, _ = _catalog(language)
    if message in texts:
        return texts[message]
    # Each by itself, or a value of one could be all that comes after it.
    found = [_found(sentence, language) for sentence in sentences(message)]
    known = [sentence for sentence in found if sentence is not None]
    return " ".join(known) if len(known) == len(found) else message


def sentences(message: str) -> list[str]:
    """Return the sentences of a message."""
    return _BETWEEN_SENTENCES.split(message)


def _found(text: str, language: str) -> str | None:
    ours = _of_ours(text, language)
    if ours is not None:
        return ours
    with override(language):
        of_django = gettext(text)
    # Some of Django's end with a blank.
    return of_django.strip() if of_django != text else None


def _of_ours(text: str, language: str) -> str | None:
    texts, templates = _catalog(language)
    if text in texts:
        return texts[text]
    for template in templates:
        if match := template.pattern.fullmatch(text):
            return template.text.format(*(_value(value, language) for value in match.groups()))
    return None


def _value(value: str, language: str) -> str:
    if _GROUPED.fullmatch(value):
        return value.replace(",", ".")
    # A name of a type is no word, though Django may have one like it.
    return _of_ours(value, language) or value


@lru_cache(maxsize=4)
def _catalog(language: str) -> tuple[Mapping[str, str], list[Template]]:
    # Django's own would not name the texts that it has.
    known = vars(translation(_DOMAIN, str(LOCALE), [language]))["_catalog"]
    return known, list(_templates(known))


def _templates(known: Mapping[str, str]) -> Iterator[Template]:
    """Return those with places, the longest first: it says most of what it is about."""
    for english in sorted(filter(_PLACE.search, known), key=len, reverse=True):
        fixed = map(re.escape, _PLACE.split(english))
        yield Template(re.compile("(.+?)".join(fixed), re.DOTALL), known[english])
