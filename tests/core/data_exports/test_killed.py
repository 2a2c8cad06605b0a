"""A worker that is killed in the middle of an export."""

import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db.models.functions import Now

from core.data_exports.models import DataExport
from core.data_exports.work import MAX_WORK, write_data_export
from core.media.files import delete_pending_files
from core.media.models import DoomedFile
from core.posts.models import Post
from tests.factories import make_user
from tests.jobs import worker_process
from tests.private_files import files_in, keep_in
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("stores")

POSTS = 20_000


def test_the_next_worker_begins_again_and_no_half_file_stays(
    settings: LazySettings, tmp_path: Path
) -> None:
    private = keep_in(tmp_path, settings)
    ada = make_user("ada")
    Post.objects.bulk_create((Post(author=ada, content="Hello.") for _ in range(POSTS)), 1_000)
    export = DataExport.objects.create(user=ada)
    write_data_export.defer(export=export.pk)

    def state() -> tuple[str, bool]:
        export.refresh_from_db()
        return export.state, export.done > 0

    folder = {"PRIVATE_ROOT": str(private)}
    with worker_process(**folder) as process:
        wait_until(lambda: state() == ("running", True), seconds=60)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
    assert state()[0] == "running"
    [half] = files_in(private)
    with worker_process(**folder):
        wait_until(lambda: state()[0] == "ready", seconds=60)
    whole = private / export.file
    assert files_in(private) == sorted([half, whole])
    assert whole.stat().st_size == export.size
    DoomedFile.objects.update(due_at=Now() - MAX_WORK - timedelta(seconds=1))
    assert delete_pending_files() == 1
    assert files_in(private) == [whole]
