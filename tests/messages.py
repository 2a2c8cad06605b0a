"""The texts of core/locale: `python -m tests.messages` writes them, with `--check` compares them.

It collects the texts of the mail and page templates and of the code, adds those that a catalog
lacks, leaves out those that nothing uses, and compiles. With `--check` it exits with 1 where a file
would change or a text has no translation. Both need nothing but Python: no gettext.
"""

import io
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.translatable import messages_in_code

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = (ROOT / "core/templates/mail", ROOT / "core/templates/account")
LOCALE = ROOT / "core/locale"
LANGUAGES = ("de",)
HEADER = "# Written by `make messages`: the texts that users read, by the English one.\n"


def collected() -> set[str]:
    """Return every English text."""
    return set(_texts_in_templates()) | set(messages_in_code())


def _texts_in_templates() -> Iterator[str]:
    from django.utils.translation.template import templatize

    for folder in TEMPLATES:
        for path in sorted(folder.glob("*")):
            code = templatize(path.read_text())
            found = extract("python", io.BytesIO(code.encode()), {"gettext": None, "_": None})
            for _, text, _, _ in found:
                assert isinstance(text, str), path
                yield text


def _updated(language: str) -> tuple[bytes, bytes, list[str]]:
    """Return the catalog's text, its compiled form, and the texts without a translation."""
    path = LOCALE / language / "LC_MESSAGES/django.po"
    old = read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog()
    new = Catalog(locale=language, header_comment=HEADER.strip(), fuzzy=False)
    for text in sorted(collected()):
        known = old.get(text)
        new.add(text, known.string if known is not None else "")
    written, compiled = io.BytesIO(), io.BytesIO()
    write_po(written, new, width=100, sort_output=True, omit_header=True)
    # Without dates and versions, so that equal texts are equal files.
    head = (
        f'{HEADER}msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    )
    content = head.encode() + written.getvalue().strip() + b"\n"
    final = read_po(io.BytesIO(content), locale=language)
    final.creation_date = final.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(compiled, final)
    untranslated = [str(each.id) for each in new if each.id and not each.string]
    return content, compiled.getvalue(), untranslated


def main() -> int:
    """Write or check the files; returns the exit code."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings.test")
    django.setup()
    failed = False
    for language in LANGUAGES:
        folder = LOCALE / language / "LC_MESSAGES"
        text, compiled, untranslated = _updated(language)
        for path, content in (folder / "django.po", text), (folder / "django.mo", compiled):
            if "--check" not in sys.argv:
                path.write_bytes(content)
            elif not path.exists() or path.read_bytes() != content:
                print(f"{path.relative_to(ROOT)} is not current: run make messages.")
                failed = True
        for each in untranslated:
            print(f"Without a text in {language}: {each!r}")
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
