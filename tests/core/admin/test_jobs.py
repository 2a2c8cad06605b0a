"""The job queue in the admin: to look at, and to try again what failed."""

from django.test import Client

from tests.jobs import jobs, make_job

from .browsing import ids_on
from .conftest import Pages

PAGE = "procrastinate/procrastinatejob/"


def test_jobs_are_listed_and_filtered(pages: Pages) -> None:
    waits, failed = make_job("deletion", "todo", waits=9), make_job("mail", "failed", waits=9)
    assert ids_on(pages(PAGE)) == [failed, waits]
    assert ids_on(pages(f"{PAGE}?status__exact=failed")) == [failed]
    assert ids_on(pages(f"{PAGE}?q={waits}")) == [waits]
    page = pages(f"{PAGE}{failed}/change/")
    assert "deferred" in page
    assert 'name="_save"' not in page
    assert pages("procrastinate/procrastinateworker/")


def test_superusers_have_failed_jobs_tried_again(browser: Client) -> None:
    waits, failed = make_job("deletion", "todo", waits=9), make_job("mail", "failed", waits=9)
    chosen = {"action": "try_again", "_selected_action": [waits, failed]}
    answer = browser.post(f"/admin/{PAGE}", chosen, follow=True)
    messages = [str(message) for message in answer.context["messages"]]
    assert messages == ["Queued 1 job again."]
    assert jobs() == [("nothing", "todo", 0), ("nothing", "todo", 1)]
