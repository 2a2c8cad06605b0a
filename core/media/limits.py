"""What one picture may take."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of the process that makes pictures; one that exceeds them is ended.

    The dearest picture that is allowed takes 400 MiB and 2 s of a processor (core/media/README.md).
    """

    seconds: int = 30
    """By the clock, for one picture: the processor may be busy with others."""
    cpu_seconds: int = 5
    """Of a processor, for one picture."""
    megabytes: int = 512
    """MiB of addresses, above those of the process that has made none yet."""


LIMITS = Limits()
