"""`make bench-export`: an export of a user with many posts, by a worker's own process.

The stores are those of the tests (`tests/engines.py`). The job runs in a process of its own, whose
most memory and processor time are read; a second one has an export of nothing, for comparison.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

POSTS = 10_000
PICTURES = 1_000
# Of a picture: as many bytes as a photograph of 1,600 pixels has.
PICTURE_BYTES = 300_000
WORK = """
import sys, django
from django.conf import settings
django.setup()
settings.MEDIA_ROOT = sys.argv[2]
from core.data_exports.models import DataExport
from core.data_exports.work import write
write(int(sys.argv[1]), lambda: False)
"""


def main() -> None:
    """Load, export and report."""
    from tests.engines import PLAN, running

    with running(PLAN), tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "PRIVATE_ROOT": f"{folder}/private"}
        media = Path(folder) / "media"
        _prepare(media)
        print("| export of | seconds | processor s | most memory, MB | file, MB |")
        print("|---|---|---|---|---|")
        for name, posts, pictures in (("nothing", 0, 0), ("everything", POSTS, PICTURES)):
            _report(name, _export(name, posts, pictures, media), media, environ)


def _prepare(media: Path) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    media.mkdir()

    from tests.emptying import empty_postgres

    empty_postgres()


def _export(name: str, posts: int, pictures: int, media: Path) -> int:
    """Make a user with so many posts, of which some have a picture, and an export in work."""
    from core.accounts.models import User
    from core.data_exports.models import DataExport
    from core.posts.models import Post, PostImage

    user = User.objects.create(username=name, email=f"{name}@example.com")
    text = "A post of some length. " * 10
    Post.objects.bulk_create(
        (Post(author=user, content=text) for _ in range(posts)), batch_size=1_000
    )
    ids = list(Post.objects.filter(author=user).values_list("pk", flat=True))
    content = os.urandom(PICTURE_BYTES)
    for pid in ids[:pictures]:
        (media / f"{pid}.jpg").write_bytes(content)
    PostImage.objects.bulk_create(
        PostImage(post_id=pid, position=0, large=f"{pid}.jpg", small="", width=1, height=1)
        for pid in ids[:pictures]
    )
    Post.objects.filter(pk__in=ids[:pictures]).update(has_images=True)
    return DataExport.objects.create(user=user).pk


def _report(name: str, export: int, media: Path, environ: dict[str, str]) -> None:
    from core.data_exports.models import DataExport

    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", WORK, str(export), str(media)], env=environ)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    assert status == 0
    size = DataExport.objects.get(pk=export).size
    processor = used.ru_utime + used.ru_stime
    print(
        f"| {name} | {seconds:.1f} | {processor:.1f} | {used.ru_maxrss / 1024:.0f} "
        f"| {size / 2**20:.1f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
