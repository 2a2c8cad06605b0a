"""The error of an import."""


class ImportFailed(Exception):
    """A file cannot be read or parsed; the message names the file and the line."""
