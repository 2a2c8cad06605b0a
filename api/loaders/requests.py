"""Whom the viewer asks to follow, in batches."""

from collections.abc import Mapping, Sequence

from api.batching import batch
from api.context import Context
from core.follows.request_lists import requested_among


@batch("User", default=False)
def is_requested(context: Context, uids: Sequence[int]) -> Mapping[int, bool]:
    """Return which of these users the viewer asks to follow.

    Cost: one SQL statement, none without a viewer.
    """
    if context.viewer is None:
        return {}
    return dict.fromkeys(requested_among(context.viewpoint, uids), True)
