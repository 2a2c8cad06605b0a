"""E-mail addresses, of which one has several spellings.

A domain may be typed in letters (`münchen.de`), in upper case, with full-width dots, or as the
ASCII that DNS has (`xn--mnchen-3ya.de`). It is stored as the last, in lower case, so that the
unique index on lower(email) compares addresses and not spellings. Source: UTS 46, non-transitional
processing, as browsers and mail programs do it.
"""

import idna

_ACE = "xn--"
# Of a whole address, as Django has it; encoding a domain costs the square of its length.
_MAX_LENGTH = 320


def canonical_email(address: str) -> str:
    """Return the address with its domain as DNS has it; what precedes the "@" is left as typed.

    Raises ValueError where the domain cannot be one.
    """
    if len(address) > _MAX_LENGTH:
        raise ValueError("No address is that long.")
    local, at, domain = address.rpartition("@")
    # A literal, such as [127.0.0.1].
    return address if domain.startswith("[") else f"{local}{at}{_ascii_domain(domain)}"


def spellings_of(address: str) -> list[str]:
    """Return the spellings by which this address may be stored, in lower case, as typed first.

    Rows of earlier releases have the domain as it was typed.
    """
    typed = address.lower()
    try:
        canonical = canonical_email(address).lower()
    except ValueError:
        return [typed]
    local, at, domain = canonical.rpartition("@")
    letters = f"{local}{at}{'.'.join(_in_letters(label) for label in domain.split('.'))}"
    return list(dict.fromkeys([typed, canonical, letters]))


def email_key(address: str) -> str:
    """Return one text for all spellings of an address, for counting; any text has one."""
    typed = address.strip().lower()
    try:
        return canonical_email(typed).lower()
    except ValueError:
        return typed


def _ascii_domain(domain: str) -> str:
    if domain.isascii() and _ACE not in domain.lower():
        return domain.lower()
    mapped = _mapped(domain)
    labels = [_ascii_label(label) for label in mapped.split(".")]
    return ".".join(labels)


def _ascii_label(label: str) -> str:
    """Return the label in ASCII. Raises ValueError for a false one."""
    if not label.startswith(_ACE):
        return label if label.isascii() else _ACE + label.encode("punycode").decode()
    letters = _in_letters(label)
    # What decodes to letters that are never encoded would be a second spelling.
    if letters.isascii() or _mapped(letters) != letters or _ascii_label(letters) != label:
        raise ValueError(f"{label!r} encodes nothing.")
    return label


def _in_letters(label: str) -> str:
    """Return the label in letters. Raises ValueError (UnicodeError) for a false one."""
    if not label.startswith(_ACE):
        return label
    return label.removeprefix(_ACE).encode().decode("punycode")


def _mapped(domain: str) -> str:
    """Return the domain in lower case, NFC, with plain dots and without ignored characters.

    Raises ValueError (idna.IDNAError is one).
    """
    return idna.uts46_remap(domain, std3_rules=True, transitional=False)
