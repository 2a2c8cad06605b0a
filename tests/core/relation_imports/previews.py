"""Previews of imports, without a list."""

from core.accounts.models import User
from core.relation_imports.models import RelationImport


def made_preview(by: User, *people: User) -> RelationImport:
    """That somebody has sent a list of mutes that names these."""
    return RelationImport.objects.create(
        by=by,
        kind=RelationImport.Kind.MUTES,
        people=[person.pk for person in people],
        possible=[],
    )
