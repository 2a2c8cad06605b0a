"""A program: renders each file in a folder in a process of its own that may have little memory.

The limit is on addresses, as the kernel keeps it (RLIMIT_AS): what wants more does not get it. For
each file a line of JSON: what was said, MiB that were needed, seconds of processor, what is left.
"""

import io
import json
import os
import resource
import sys
import time
from pathlib import Path

from core.media import POST_IMAGE, InvalidImage
from core.media.render import render, warm_up
from core.media.upload import read_upload
from tests.memory import megabytes

SECONDS = 20


def main(folder: Path, limits: dict[str, int], marker: bytes) -> None:
    """Each file once, by a child."""
    warm_up()
    for path in sorted(folder.iterdir()):
        child = os.fork()
        if not child:
            _limit(limits[path.name])
            _process(path.name, path.read_bytes(), marker)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            print(json.dumps({"name": path.name, "said": f"ended with {status}"}), flush=True)


def _limit(more: int) -> None:
    """From here on so many MiB more, and SECONDS of processor."""
    allowed = int((megabytes("VmSize") + more) * 2**20)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _process(name: str, content: bytes, marker: bytes) -> None:
    before, began = megabytes("VmHWM"), time.process_time()
    left = False
    try:
        image = render(read_upload(io.BytesIO(content)), POST_IMAGE)
    except InvalidImage as error:
        said = error.message
    except BaseException as error:  # noqa: BLE001 - reported, and the test fails
        said = repr(error)
    else:
        said = "rebuilt"
        left = any(marker in each or b"polyglot" in each for each in (image.large, image.small))
    found = {
        "name": name,
        "said": said,
        "marker": left,
        "megabytes": megabytes("VmHWM") - before,
        "seconds": time.process_time() - began,
    }
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3].encode())
