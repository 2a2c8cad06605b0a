"""Why an import stops."""


class ImportFailed(Exception):
    """A file cannot be read as what it should be; the message names it, and the line."""
