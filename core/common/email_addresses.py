"""E-mail addresses, of which one has several spellings.

A domain may be typed in letters (`münchen.de`), in upper case, with full-width dots, or as the
ASCII that DNS has (`xn--mnchen-3ya.de`). It is stored as the last, in lower case, so that the
unique index on lower(email) compares addresses and not spellings. Source: UTS 46, non-transitional
processing with CheckJoiners and CheckBidi, as browsers and mail programs do it.

What precedes the "@" may be quoted, and an address of a machine may be written in several ways;
neither makes another mailbox. Source: RFC 5321, sections 4.1.2 and 4.1.3.
"""

import re
from contextlib import suppress
from ipaddress import ip_address

import idna

_ACE = "xn--"
# Of a whole address, as Django has it; encoding a domain costs the square of its length.
_MAX_LENGTH = 320
# What needs no quotes before the "@". Source: RFC 5322, section 3.2.3 (dot-atom-text).
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PLAIN = re.compile(rf"{_ATOM}(\.{_ATOM})*")
# What IDNA 2003 left out and UTS 46 keeps. Source: UTS 46, section 2.3, "Deviations".
_DEVIATIONS = str.maketrans({"ß": "ss", "ς": "σ", "\u200c": None, "\u200d": None})


def canonical_email(address: str) -> str:
    """Return the address with its domain as DNS has it, and without quotes that are not needed.

    The case of what precedes the "@" stays. Raises ValueError where the domain cannot be one.
    """
    if len(address) > _MAX_LENGTH:
        raise ValueError("No address is that long.")
    local, at, domain = address.rpartition("@")
    if domain.startswith("["):  # a literal, such as [127.0.0.1]
        named = f"[{ip_address(domain.removeprefix('[').removesuffix(']'))}]"
    else:
        named = _ascii_domain(domain)
    return f"{_unquoted(local)}{at}{named}"


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


def rivals_of(address: str) -> list[str]:
    """Return the addresses of which no other user may have one, in lower case, as typed first.

    Beside the spellings of this one it is the address to which programs of IDNA 2003 send its mail:
    they take `straße.de` for `strasse.de`, whose owner would get what is meant for this user.
    """
    spellings = spellings_of(address)
    for spelling in tuple(spellings):
        local, at, domain = spelling.rpartition("@")
        older = domain.translate(_DEVIATIONS)
        if older != domain:
            with suppress(ValueError):  # no domain, so nobody's
                spellings.append(canonical_email(f"{local}{at}{older}"))
    return list(dict.fromkeys(spellings))


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
        if label.isascii():
            return label
        _check(label)
        return _ACE + label.encode("punycode").decode()
    letters = _in_letters(label)
    # What decodes to letters that are never encoded would be a second spelling.
    if letters.isascii() or _mapped(letters) != letters or _ascii_label(letters) != label:
        raise ValueError(f"{label!r} encodes nothing.")
    return label


def _check(letters: str) -> None:
    """Raise ValueError where browsers refuse the label, or show it as one that it is not.

    A joiner, unseen between Latin letters, would make a second domain of the same look.
    """
    idna.check_initial_combiner(letters)
    idna.check_bidi(letters)
    for place, letter in enumerate(letters):
        if letter in "\u200c\u200d" and not idna.valid_contextj(letters, place):
            raise ValueError("A joiner joins nothing there.")


def _unquoted(local: str) -> str:
    """Return what precedes the "@" in its shortest form: `"ada"` and `"a\\da"` are `ada`."""
    if len(local) < 2 or not (local.startswith('"') and local.endswith('"')):
        return local
    said = re.sub(r"\\(.)", r"\1", local[1:-1], flags=re.DOTALL)
    if _PLAIN.fullmatch(said):
        return said
    return '"' + re.sub(r'(["\\])', r"\\\1", said) + '"'


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
