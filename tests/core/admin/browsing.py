"""Using the admin's pages as a browser does."""

import re
from typing import Any

from django.test import Client


def ids_on(page: str) -> list[int]:
    """The ids in the first column of a list, from top to bottom."""
    return [int(found) for found in re.findall(r'field-id"><a href="[^"]*">(\d+)<', page)]


def counted_on(page: str) -> str:
    """The words below a list that say how many rows there are."""
    found = re.search(r'<p class="paginator">(.*?)</p>', page, re.DOTALL)
    assert found
    return found[1].strip().splitlines()[-1].strip()


def fill_in(browser: Client, path: str, **typed: Any) -> list[str]:
    """Open the form at this path, change what is typed, send it whole; return the response.

    That is the messages of the next page, or the errors of the form. None empties a checkbox.
    """
    form = browser.get(path).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in shown.items() if value} | typed
    sent |= {"images-TOTAL_FORMS": 0, "images-INITIAL_FORMS": 0}
    sent = {name: value for name, value in sent.items() if value is not None}
    answer = browser.post(path, sent, follow=True)
    assert answer.status_code == 200
    said = [str(message) for message in answer.context["messages"]]
    if "adminform" in answer.context and not said:
        return [str(error) for errors in answer.context["errors"] for error in errors]
    return said


def choose(browser: Client, name: str, action: str, *keys: int, **typed: str) -> list[str]:
    """Choose rows of a list, run an action, confirm it; return the messages of the next page."""
    sent = {"action": action, "_selected_action": keys, "post": "yes"} | typed
    answer = browser.post(f"/admin/core/{name}/", sent, follow=True)
    return [str(message) for message in answer.context["messages"]]
