"""What the benchmarks compute."""

from tests.benchmarks.network import Network, Size


def test_a_crowd_follows_the_star_and_likes_their_first_post() -> None:
    network = Network(Size(people=300, follows=4_000, posts=900, likes=2_000, comments=10))
    follower, followee, _ = network.follows

    assert len(set(zip(follower.tolist(), followee.tolist(), strict=True))) == 4_000
    assert not (follower == followee).any()
    assert network.in_degrees[network.star - 1] == 299
    liker, post, _ = network.likes
    assert len(set(zip(liker.tolist(), post.tolist(), strict=True))) == 2_000
    assert (post == network.star_post).sum() == 300
    assert network.posts.author[network.posts.pid == network.star_post].tolist() == [network.star]
