"""What one picture takes of the process that makes it. Source: proc(5)."""

import os
from pathlib import Path
from typing import NamedTuple

from core.media import POST_IMAGE, InvalidImage
from core.media.pool import Pool
from tests.core.media.corpus import REBUILT
from tests.core.media.pictures import encoded, plain
from tests.memory import megabytes

FAILED = "The image could not be processed."
EVERYDAY = encoded(plain((40, 30)), "PNG")


class Cost(NamedTuple):
    """What was said, and how many MiB and seconds of processor; 0 of a process that is gone."""

    said: str
    megabytes: float
    seconds: float
    ended: bool


def cost_of(pool: Pool, content: bytes) -> Cost:
    """Have the picture made, by a process that has made one before."""
    if (child := pool.pid) is None:
        pool.process(EVERYDAY, POST_IMAGE)
        child = pool.pid
    Path(f"/proc/{child}/clear_refs").write_text("5")  # the peak begins again
    before, began = megabytes("VmRSS", str(child)), cpu_seconds(child)
    try:
        pool.process(content, POST_IMAGE)
        said = REBUILT
    except InvalidImage as error:
        said = error.message
    if pool.pid != child:  # it was ended, or had made as many as one makes
        return Cost(said, 0, 0, ended=said == FAILED)
    return Cost(said, megabytes("VmHWM", str(child)) - before, cpu_seconds(child) - began, False)


def cpu_seconds(pid: int | None) -> float:
    """Seconds of processor that a process has used, its system's included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
