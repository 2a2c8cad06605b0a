"""E-mail addresses get their domain as DNS has it, so that one address is one text."""

from django.db import IntegrityError, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from core.common.email_addresses import canonical_email


def respell(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Store each address outside ASCII in its one spelling.

    One that is no address by today's rules stays, and so does one that another user has in the
    other spelling: both still sign in with what they typed. Cost: one scan of the users.
    """
    users = apps.get_model("core", "User")._base_manager
    foreign = users.filter(email__regex=r"[^\x01-\x7f]").values_list("pk", "email")
    for uid, email in foreign.iterator():
        try:
            with transaction.atomic():
                users.filter(pk=uid, email=email).update(email=canonical_email(email))
        except (ValueError, IntegrityError):
            continue


class Migration(migrations.Migration):
    dependencies = [("core", "0014_longer_texts")]

    operations = [migrations.RunPython(respell, migrations.RunPython.noop)]
