"""What a moderator looks at: the evidence beside what is there now, reports, and the history."""

from collections.abc import Iterable
from typing import Any

from django.core.files.storage import default_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.common.errors import NotFound
from core.moderation.models import Decision
from core.moderation.selectors import decisions_about, decisions_of_case
from core.reports.evidence import look_at_for_staff
from core.reports.models import Case, SubjectKind
from core.reports.selectors import cases_about, evidence_of_case, reports_of_case

from .formatting import NOTHING, moment
from .links import link_to, picture

SHOWN = 50
DELETED = "It is deleted. Only what was reported is left."
UNCHANGED = "As it was reported."


def evidence_panel(case: Case) -> SafeString:
    """Return the subject as it was when it was reported, once for each time that it had changed.

    One SQL statement.
    """
    found = evidence_of_case(case, most=SHOWN)
    shown = [(moment(each.created_at), _document(each.evidence or {})) for each in found]
    return _table(("reported at", "as it was then"), shown)


def present_panel(case: Case) -> SafeString | str:
    """Return what is there now, where it differs. Up to three SQL statements."""
    try:
        present = look_at_for_staff(SubjectKind(case.kind), case.subject).evidence
    except NotFound:
        return DELETED
    return UNCHANGED if present == case.evidence else _document(present)


def reports_panel(case: Case) -> SafeString | str:
    """Return the newest reports, with who made them. One SQL statement."""
    rows = [
        (
            *(moment(each.created_at), each.reporter.username),
            *(each.get_category_display(), each.rule, each.text),
        )
        for each in reports_of_case(case.pk, most=SHOWN)
    ]
    if not rows:
        return "Nobody has reported it: a rule holds it, or staff proposed its removal."
    return _table(("reported at", "by", "category", "rule", "text"), rows)


def decisions_panel(case: Case) -> SafeString | str:
    """Return what was decided about this case. One SQL statement."""
    return _decisions(decisions_of_case(case.pk))


def history_panel(case: Case) -> SafeString | str:
    """Return what was decided about the user before, in other cases. One SQL statement."""
    return _decisions([each for each in decisions_about(case.person_id) if each.case_id != case.pk])


def other_cases_panel(case: Case) -> SafeString | str:
    """Return the newest other cases about this user, whatever is reported. One SQL statement."""
    rows = [
        (
            *(link_to("case", each.pk, each), each.get_category_display()),
            *(each.get_state_display(), each.reports_count, _beginning(each)),
        )
        for each in cases_about(case.person_id, most=SHOWN)
        if each.pk != case.pk
    ]
    return _table(("case", "category", "state", "reports", "text"), rows) if rows else NOTHING


def _decisions(found: Iterable[Decision]) -> SafeString | str:
    rows = [
        (
            *(link_to("decision", each.pk, each), moment(each.created_at), each.by or NOTHING),
            *(moment(each.until), each.reason),
        )
        for each in found
    ]
    return _table(("decision", "at", "by", "until", "reason"), rows) if rows else NOTHING


def _document(evidence: dict[str, Any]) -> SafeString:
    """Return a text with its pictures; of a user, the names and the bio."""
    names = " · ".join(filter(None, (evidence.get("displayName"), evidence.get("username"))))
    files = [(each["file"], each["description"]) for each in evidence.get("pictures", ())]
    if evidence.get("picture"):
        files.append((evidence["picture"], "The profile picture."))
    pictures = [(picture(url, url, said), said) for file, said in files if (url := _url(file))]
    return format_html(
        "{}<blockquote>{}</blockquote>{}",
        format_html("<strong>{}</strong>", names) if names else "",
        evidence.get("text") or "(no text)",
        format_html_join("", "<figure>{}<figcaption>{}</figcaption></figure>", pictures),
    )


def _url(file: str) -> str:
    return default_storage.url(file) if file else ""


def _beginning(case: Case) -> str:
    return str(case.evidence.get("text", ""))[:80]


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> SafeString:
    return format_html(
        '<div class="panel"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        format_html_join("", "<th>{}</th>", ((head,) for head in heads)),
        format_html_join("", "<tr>{}</tr>", ((_cells(row),) for row in rows)),
    )


def _cells(row: Iterable[object]) -> SafeString:
    return format_html_join("", "<td>{}</td>", ((cell,) for cell in row))
