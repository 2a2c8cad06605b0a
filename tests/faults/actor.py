"""One client that acts like a user, and records the responses."""

import random
from typing import Any

from . import graphql
from .client import Client, RequestError, Unanswered
from .ledger import Comment, Ledger, Person, Post, State

MAX_PEOPLE = 8
# What people do, and how often.
FIELD_COSTS = {
    "post": 16,
    "comment": 18,
    "like": 18,
    "unlike": 10,
    "follow": 14,
    "unfollow": 9,
    "delete_comment": 5,
    "delete_post": 4,
    "sign_up": 3,
    "leave": 1,
}


class Actor:
    """Acts for people of its own on things of its own, and on the star's, whom everybody shares."""

    def __init__(self, name: str, port: int, star: Person | None, hot: Post | None) -> None:
        """Things are known by `name`; the same name does the same things in the same order."""
        self.ledger = Ledger()
        self._name = name
        self._client = Client(port)
        self._random = random.Random(name)
        self._star = star
        self._hot = hot
        self._made = 0

    def act(self) -> bool:
        """Do one act; return whether it was acknowledged, as every method below does."""
        if not self.ledger.people_there():
            return self.sign_up()
        (what,) = self._random.choices(list(FIELD_COSTS), list(FIELD_COSTS.values()))
        acted: bool = getattr(self, what)()
        return acted

    def sign_up(self) -> bool:
        """Somebody joins, or posts where many have joined."""
        if len(self.ledger.people_there()) >= MAX_PEOPLE:
            return self.post()
        person = Person(self._new_name())
        self.ledger.people.append(person)
        session = self._write(
            graphql.SIGN_UP,
            None,
            username=person.name,
            email=f"{person.name}@example.com",
            password=graphql.PASSWORD,
        )
        if session is None:
            return False
        person.token, person.id = session["token"], session["user"]["id"]
        person.state = State.THERE
        return True

    def leave(self) -> bool:
        """Somebody deletes the account, unless few are left."""
        people = self.ledger.people_there()
        if len(people) < 3:
            return self.sign_up()
        person = self._random.choice(people)
        person.state = State.OPEN
        if self._write(graphql.DELETE_ACCOUNT, person, password=graphql.PASSWORD) is None:
            return False
        person.state = State.GONE
        return True

    def post(self) -> bool:
        """Somebody posts."""
        post = Post(self._someone(), self._new_name())
        self.ledger.posts.append(post)
        made = self._write(graphql.CREATE_POST, post.author, content=post.text)
        if made is None:
            return False
        post.id, post.state = made["post"]["id"], State.THERE
        return True

    def delete_post(self) -> bool:
        """An author deletes a post."""
        posts = self.ledger.posts_there()
        if len(posts) < 3:
            return self.post()
        post = self._random.choice(posts)
        post.state = State.OPEN
        if self._write(graphql.DELETE_POST, post.author, id=post.id) is None:
            return False
        post.state = State.GONE
        return True

    def comment(self) -> bool:
        """Somebody comments on a post, or replies to a comment."""
        posts = self.ledger.posts_there()
        if not posts:
            return self.post()
        post = self._random.choice(posts)
        parents = [comment for comment in self.ledger.comments_there() if comment.post is post]
        parent = self._random.choice([None, *parents])
        comment = Comment(self._someone(), post, self._new_name(), parent)
        self.ledger.comments.append(comment)
        made = self._write(
            graphql.CREATE_COMMENT,
            comment.author,
            post=post.id,
            content=comment.text,
            parent=parent.id if parent else None,
        )
        if made is None:
            return False
        comment.id, comment.state = made["comment"]["id"], State.THERE
        return True

    def delete_comment(self) -> bool:
        """An author deletes a comment."""
        comments = self.ledger.comments_there()
        if not comments:
            return self.comment()
        comment = self._random.choice(comments)
        comment.state = State.OPEN
        if self._write(graphql.DELETE_COMMENT, comment.author, id=comment.id) is None:
            return False
        comment.state = State.GONE
        return True

    def like(self) -> bool:
        """Somebody likes a post, maybe for the second time."""
        return self._change_like(graphql.LIKE, State.THERE)

    def unlike(self) -> bool:
        """Somebody takes a like back, or what was none."""
        return self._change_like(graphql.UNLIKE, State.GONE)

    def follow(self) -> bool:
        """Somebody follows somebody, maybe for the second time."""
        return self._change_follow(graphql.FOLLOW, State.THERE)

    def unfollow(self) -> bool:
        """Somebody stops following somebody."""
        return self._change_follow(graphql.UNFOLLOW, State.GONE)

    def _change_like(self, query: str, then: State) -> bool:
        posts = self.ledger.posts_there()[-20:]
        post = self._hot if self._hot and self._random.random() < 0.3 else None
        if post is None and not posts:
            return self.post()
        edge = (self._someone(), post or self._random.choice(posts))
        self.ledger.likes[edge] = State.OPEN
        if self._write(query, edge[0], id=edge[1].id) is None:
            return False
        self.ledger.likes[edge] = then
        return True

    def _change_follow(self, query: str, then: State) -> bool:
        follower = self._someone()
        others = [person for person in self.ledger.people_there() if person is not follower]
        if self._star is not None:
            others.append(self._star)
        if not others:
            return self.sign_up()
        edge = (follower, self._random.choice(others))
        self.ledger.follows[edge] = State.OPEN
        if self._write(query, follower, id=edge[1].id) is None:
            return False
        self.ledger.follows[edge] = then
        return True

    def _write(self, query: str, person: Person | None, **variables: Any) -> Any:
        try:
            value = self._client.write(query, person.token if person else "", **variables)
        except Unanswered:
            self.ledger.open += 1
            return None
        except RequestError as refused:
            self.ledger.refusals.append(f"{variables}: {refused}")
            return None
        self.ledger.acknowledged += 1
        return value

    def _someone(self) -> Person:
        return self._random.choice(self.ledger.people_there())

    def _new_name(self) -> str:
        self._made += 1
        return f"{self._name}-{self._made}"
