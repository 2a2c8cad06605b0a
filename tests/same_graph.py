"""Whether Neo4j holds what the model says, and nothing else."""

from graph.traversals.counts import PostCounts, UserCounts, post_counts, user_counts
from graph.writes.watermark import watermark
from tests.graph_state import edges_with_properties, nodes
from tests.model import Network, in_order


def check_graph(model: Network) -> None:
    """Nodes, edges, their properties and all counts; tombstones that no purge has passed."""
    found = nodes()
    assert in_order(found) == model.graph_nodes()
    assert in_order(edges_with_properties()) == model.graph_edges(watermark())
    assert user_counts({*model.people, *model.gone_people}) == {
        **{uid: _counts_of_user(model, uid) for uid in model.people},
        **dict.fromkeys(model.gone_people, UserCounts()),
    }
    assert post_counts({*model.posts, *model.gone_posts}) == {
        **{pid: _counts_of_post(model, pid) for pid in model.posts},
        **dict.fromkeys(model.gone_posts, PostCounts()),
    }


def _counts_of_user(model: Network, uid: int) -> UserCounts:
    return UserCounts(
        followers=model.degree("FOLLOWS", end=uid),
        following=model.degree("FOLLOWS", start=uid),
        posts=sum(author == uid for author in model.posts.values()),
    )


def _counts_of_post(model: Network, pid: int) -> PostCounts:
    return PostCounts(
        likes=model.degree("LIKED", end=pid),
        comments=sum(
            remark.post == pid and model.people[remark.author].suspended is None
            for remark in model.comments.values()
        ),
    )
