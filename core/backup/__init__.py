"""Backups of both stores in one file.

The graph is a function of PostgreSQL, so a backup is one snapshot of PostgreSQL and the pictures
that it names. Neo4j is rebuilt from it, which also makes the two stores consistent: Neo4j's
community edition cannot be backed up while it runs.

The file is a ZIP archive without compression of its own, because its directory comes last (a
truncated one cannot be opened) and every member has a checksum: `manifest.json`,
`database.dump` (pg_dump's custom format) and `media/…`.
"""

from .errors import BackupFailed
from .manifest import Manifest
from .restore import restore_backup
from .take import take_backup

__all__ = ["BackupFailed", "Manifest", "restore_backup", "take_backup"]
