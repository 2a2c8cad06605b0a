"""LDBC's persons."""

from collections.abc import Iterator

from django.db import transaction

from core.bulk import batches
from core.importers.names import display_name, name_of_key, name_of_person
from core.importers.people import Newcomer, import_newcomers
from core.importers.records import Kind, look_up
from core.importers.run import Run

from .fields import read_key, read_time
from .folder import PERSON, Folder, read_table


def import_people(run: Run, folder: Folder) -> None:
    """Import every person, with a username made of first and last name."""
    run.progress.begin("People", folder.size(PERSON))
    for batch in batches(_people(run, folder)):
        with transaction.atomic():
            people = {person.key: person for person in batch}
            known = look_up(run, Kind.USER, people)
            import_newcomers(run, [person for key, person in people.items() if key not in known])
            run.report.there["people"] += len(known)


def _people(run: Run, folder: Folder) -> Iterator[Newcomer]:
    columns = ("id", "creationDate", "firstName", "lastName")
    for place, fields in read_table(run, folder, PERSON, columns, optional=("email",)):
        first, last, emails = fields[2].strip(), fields[3].strip(), fields[4]
        key = read_key(run, place, fields[0])
        joined_at = read_time(run, place, fields[1]) if key else None
        if key is None or joined_at is None:
            continue
        yield Newcomer(
            key=key,
            username=name_of_person(first, last) or name_of_key(run.source, key),
            joined_at=joined_at,
            email=emails.split(";")[0].strip(),
            display_name=display_name(f"{first} {last}"),
        )
