"""The shape of the follow graph, and the place of the demo user in it."""

from collections import Counter

from core.dev.demo.communities import COMMUNITIES
from core.dev.demo.records import DemoNetwork


def following(network: DemoNetwork) -> dict[str, set[str]]:
    follows: dict[str, set[str]] = {person.username: set() for person in network.people}
    for follow in network.follows:
        follows[follow.follower].add(follow.followee)
    return follows


def test_communities_have_their_sizes(network: DemoNetwork) -> None:
    sizes = Counter(person.community for person in network.people)

    assert sizes == {community.key: community.size for community in COMMUNITIES}


def test_some_people_belong_to_two_communities(network: DemoNetwork) -> None:
    bridges = sum(len(person.communities) == 2 for person in network.people)

    assert 60 <= bridges <= 110


def test_followers_have_a_heavy_tail(network: DemoNetwork) -> None:
    followers = Counter(follow.followee for follow in network.follows)
    counts = sorted((followers[person.username] for person in network.people), reverse=True)

    assert counts[0] >= 50
    assert counts[len(counts) // 2] <= 15
    assert sum(counts[: len(counts) // 10]) >= sum(counts) * 0.27


def test_about_half_of_the_follows_in_a_community_are_mutual(network: DemoNetwork) -> None:
    community = {person.username: person.community for person in network.people}
    pairs = {(follow.follower, follow.followee) for follow in network.follows}
    inside = [(a, b) for a, b in pairs if community[a] == community[b]]
    mutual = sum((b, a) in pairs for a, b in inside) / len(inside)

    assert 0.45 <= mutual <= 0.6
    assert 0.3 <= 1 - len(inside) / len(pairs) <= 0.45


def test_some_newcomers_follow_nobody_yet(network: DemoNetwork) -> None:
    newest = sorted(network.people, key=lambda person: person.joined_at)[-6:]

    assert sorted(len(following(network)[person.username]) for person in newest) == [
        0,
        0,
        0,
        1,
        2,
        4,
    ]


def test_one_person_reads_much_and_says_nothing(network: DemoNetwork) -> None:
    follows = following(network)
    talking = {post.author for post in network.posts} | {c.author for c in network.comments}
    silent = [name for name, others in follows.items() if len(others) > 20 and name not in talking]

    assert len(silent) == 1
    assert len(follows[silent[0]]) == 55


def test_ada_is_well_placed(network: DemoNetwork) -> None:
    ada = next(person for person in network.people if person.username == "ada")
    follows = following(network)
    home = {person.username: person.community for person in network.people}
    fans = {name for name, others in follows.items() if "ada" in others}

    assert (ada.display_name, ada.email) == ("Ada Marlowe", "ada@example.com")
    assert Counter(home[name] for name in follows["ada"]) == {
        "stargazers": 12,
        "maintainers": 7,
        "bakers": 6,
    }
    assert len(fans) == 26
    assert len(fans - follows["ada"]) == 14


def test_ada_has_unknown_users_to_be_suggested(network: DemoNetwork) -> None:
    follows = following(network)
    between = Counter(
        name
        for friend in follows["ada"]
        for name in follows[friend]
        if name != "ada" and name not in follows["ada"]
    )

    assert [count for _, count in between.most_common(3)] == [10, 8, 7]


def test_ada_posts_and_is_answered(network: DemoNetwork) -> None:
    posts = {post.number for post in network.posts if post.author == "ada"}
    comments = Counter(c.post for c in network.comments if c.post in posts)
    likes = Counter(like.post for like in network.likes if like.post in posts)

    assert len(posts) == 13
    assert set(comments) == posts
    assert set(likes) == posts
