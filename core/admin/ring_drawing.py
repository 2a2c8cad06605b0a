"""A drawing of a ring: its members on a circle, others who follow them on a wider one."""

from collections.abc import Iterable, Sequence
from itertools import chain
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.rings.models import RingEdge

SIZE = 480
# The circles, as parts of the drawing.
INNER, OUTER = 0.28, 0.46

Place = tuple[float, float]


def drawing(edges: Sequence[RingEdge]) -> SafeString:
    """Return the follows as an SVG; a line with a follow back is thick."""
    members = _ends(edge for edge in edges if edge.is_inside)
    members += [
        edge.target_id for edge in edges if not edge.is_inside and edge.target_id not in members
    ]
    members = list(dict.fromkeys(members))
    others = list(dict.fromkeys(edge.actor_id for edge in edges if not edge.is_inside))
    places = {**_circle(others, OUTER), **_circle(members, INNER)}
    lines = (
        (
            *places[edge.actor_id],
            *places[edge.target_id],
            "#888" if edge.is_inside else "#c33",
            1.5 if edge.is_mutual else 0.5,
        )
        for edge in edges
    )
    dots = ((*places[uid], "#c33" if uid in others else "#37c", uid) for uid in places)
    return format_html(
        '<svg viewBox="0 0 {} {}" width="{}" role="img" aria-label="Follows">{}{}</svg>',
        SIZE,
        SIZE,
        SIZE,
        format_html_join(
            "", '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"/>', lines
        ),
        format_html_join(
            "", '<circle cx="{}" cy="{}" r="4" fill="{}"><title>{}</title></circle>', dots
        ),
    )


def _ends(edges: Iterable[RingEdge]) -> list[int]:
    return list(dict.fromkeys(chain.from_iterable((e.actor_id, e.target_id) for e in edges)))


def _circle(people: Sequence[int], radius: float) -> dict[int, Place]:
    turn = 2 * pi / max(1, len(people))
    return {
        uid: (
            round(SIZE * (0.5 + radius * cos(turn * at)), 1),
            round(SIZE * (0.5 + radius * sin(turn * at)), 1),
        )
        for at, uid in enumerate(people)
    }
