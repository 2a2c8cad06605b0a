"""A few people of the demo, quickly written."""

from dataclasses import replace

from core.dev.demo.records import Comment, DemoNetwork


def excerpt(network: DemoNetwork, *, people: int, posts: int) -> DemoNetwork:
    """The first people and their last posts, with all that they say, like and follow there."""
    chosen = network.people[:people]
    names = {person.username for person in chosen}
    kept_posts = [post for post in network.posts if post.author in names][-posts:]
    post_numbers = {post.number: number for number, post in enumerate(kept_posts)}
    comment_numbers: dict[int, int] = {}
    comments: list[Comment] = []
    for comment in network.comments:
        known_parent = comment.parent is None or comment.parent in comment_numbers
        if comment.post in post_numbers and comment.author in names and known_parent:
            number = comment_numbers[comment.number] = len(comments)
            parent = None if comment.parent is None else comment_numbers[comment.parent]
            moved = replace(comment, number=number, parent=parent)
            comments.append(replace(moved, post=post_numbers[comment.post]))
    return replace(
        network,
        people=chosen,
        follows=tuple(f for f in network.follows if {f.follower, f.followee} <= names),
        posts=tuple(replace(post, number=post_numbers[post.number]) for post in kept_posts),
        comments=tuple(comments),
        likes=tuple(
            replace(like, post=post_numbers[like.post])
            for like in network.likes
            if like.person in names and like.post in post_numbers
        ),
    )
