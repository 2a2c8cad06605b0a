"""Charts of the first page: bars by day, and a table of weeks."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.activity.selectors import WEEKS, Day, Week

WIDTH, HEIGHT, GAP = 600, 120, 4
# A cell is drawn in one of so many shades.
SHADES = 5


def bars(days: Sequence[Day], what: str) -> SafeString:
    """Return an SVG with a bar for each day; `what` is a field of `Day`."""
    counts = [int(getattr(day, what)) for day in days]
    highest, step = max(1, *counts), WIDTH / max(1, len(days))
    drawn = (
        (
            round(place * step, 1),
            round(HEIGHT - HEIGHT * count / highest, 1),
            round(step - GAP, 1),
            round(HEIGHT * count / highest, 1),
            f"{day.day}: {count:,}",
        )
        for place, (day, count) in enumerate(zip(days, counts, strict=True))
    )
    return format_html(
        '<figure class="chart"><figcaption><strong>{}</strong> {} in {} days, at most {} a day'
        '</figcaption><svg viewBox="0 0 {} {}" role="img" aria-label="{} a day">{}</svg>'
        "<div><span>{}</span><span>{}</span></div></figure>",
        f"{sum(counts):,}",
        what,
        len(days),
        f"{max(0, *counts):,}",
        WIDTH,
        HEIGHT,
        what,
        format_html_join(
            "",
            '<rect x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
            drawn,
        ),
        days[0].day,
        days[-1].day,
    )


def retention(weeks: Sequence[Week]) -> SafeString:
    """Return a table: of those who joined in a week, how many were active in each week since."""
    rows = ((week.monday, f"{week.joined:,}", _cells(week)) for week in weeks)
    return format_html(
        '<table class="retention"><caption>Of who joined in a week, how many were active in it and'
        " in the weeks after</caption><thead><tr><th>Week of</th><th>Joined</th>{}</tr></thead>"
        "<tbody>{}</tbody></table>",
        format_html_join("", "<th>{}</th>", ((f"+{later}",) for later in range(WEEKS))),
        format_html_join("", "<tr><th>{}</th><td>{}</td>{}</tr>", rows),
    )


def _cells(week: Week) -> SafeString:
    shares = (count / week.joined if week.joined else 0.0 for count in week.active)
    cells = (
        (round(share * SHADES), f"{count:,}", f"{share:.0%}" if week.joined else "")
        for share, count in zip(shares, week.active, strict=True)
    )
    return format_html_join("", '<td class="share-{}" title="{}">{}</td>', cells)
