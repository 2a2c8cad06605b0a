"""The threads under the posts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from .book import Reply, read_book
from .people import ADA, Member
from .posts import EVERYDAY, StoryPost
from .records import Comment
from .rhythm import later
from .voice import Bindings, Context, Deck, Voice

ANSWER_SHARE = 0.85
"""How often a reply that the book holds is given, once what it replies to is there."""

REMARK_RATE = 1.75
EVERYDAY_REMARK_SHARE = 0.5
THANKS_SHARE = 0.34


def make_comments(
    members: Sequence[Member],
    audience: Mapping[str, Sequence[str]],
    posted: Sequence[StoryPost],
    today: datetime,
    seed: int,
) -> tuple[Comment, ...]:
    """The comments in order of time; ``audience`` are those who see what someone posts."""
    rng = Random(f"{seed}:comments")
    talkers = _Talkers(members, audience, today, rng)
    for one in posted:
        talkers.talk_about(one)
    return _numbered(talkers.comments)


def _numbered(comments: Sequence[Comment]) -> tuple[Comment, ...]:
    """The comments in order of time, renumbered with their parents."""
    ordered = sorted(comments, key=lambda comment: (comment.created_at, comment.number))
    numbers = {comment.number: number for number, comment in enumerate(ordered)}
    return tuple(
        replace(
            comment,
            number=number,
            parent=None if comment.parent is None else numbers[comment.parent],
        )
        for number, comment in enumerate(ordered)
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """A post's thread while it is talked about: who may still join, and the slots' values."""

    posted: StoryPost
    guests: list[str]
    bindings: Bindings


@dataclass(frozen=True, slots=True)
class _Turn:
    """A comment in a thread, and which alternative its first choice took."""

    comment: Comment
    pick: int | None


class _Talkers:
    """Fills the threads one after another; ``comments`` grows."""

    def __init__(
        self,
        members: Sequence[Member],
        audience: Mapping[str, Sequence[str]],
        today: datetime,
        rng: Random,
    ) -> None:
        self._members = {member.username: member for member in members}
        self._audience = audience
        self._today = today
        self._rng = rng
        books = {book for member in members for book in member.person.communities}
        self._voices = {
            book: Voice(read_book(book), rng) for book in sorted({*books, EVERYDAY, ADA})
        }
        self._remarks = {book: Deck(read_book(book).remarks, rng) for book in sorted(books)}
        self._remarks[EVERYDAY] = Deck(read_book(EVERYDAY).remarks, rng)
        self._thanks = Deck(read_book(EVERYDAY).thanks, rng)
        self._said: dict[str, set[str]] = defaultdict(set)
        self.comments: list[Comment] = []

    def talk_about(self, posted: StoryPost) -> None:
        """The thread of one post: its own replies first, then remarks that fit any post."""
        author = self._members[posted.post.author]
        table = self._set_table(posted, author)
        warmth = self._warmth(posted, author)
        for reply in posted.part.replies:
            if self._rng.random() < warmth:
                self._reply(table, posted.book, reply, posted.context, ())
        for _ in range(int(self._rng.expovariate(1 / REMARK_RATE) * warmth)):
            every_day = self._rng.random() < EVERYDAY_REMARK_SHARE
            book = EVERYDAY if every_day or posted.book == ADA else posted.book
            self._reply(table, book, self._remark(book), Context(), ())

    def _remark(self, book: str) -> Reply:
        """A comment that fits any post, at times with the author's thanks under it."""
        thanked = book == EVERYDAY and self._rng.random() < THANKS_SHARE
        thanks = (Reply(self._thanks.draw(), True, ()),) if thanked else ()
        return Reply(self._remarks[book].draw(), False, thanks)

    def _warmth(self, posted: StoryPost, author: Member) -> float:
        """How likely each reply is: more for questions and for the popular."""
        if posted.book == ADA:
            return 1.0
        base = 0.18 + 0.66 * self._rng.random() + 0.025 * author.popularity
        return min(1.0, base + (0.3 if posted.question else 0.0))

    def _set_table(self, posted: StoryPost, author: Member) -> _Table:
        post = posted.post
        guests = [
            name
            for name in self._audience[post.author]
            if self._members[name].person.joined_at < post.created_at
            and self._members[name].role != "lurker"
        ]
        keys = {name: self._rng.random() ** (1 / self._members[name].liveliness) for name in guests}
        guests.sort(key=keys.__getitem__)
        soon = post.created_at + timedelta(days=3)
        names = {"author": author.person.first_name, "weekday": f"{soon:%A}"}
        return _Table(posted, guests, posted.bindings | names)

    def _reply(
        self,
        table: _Table,
        book: str,
        reply: Reply,
        context: Context,
        chain: tuple[_Turn, ...],
    ) -> None:
        """Says one reply and those under it; ``chain`` is the way down to it from the post."""
        post = table.posted.post
        parent = chain[-1] if chain else None
        to = parent.comment.content if parent else post.content
        if parent is not None:
            table.bindings["to"] = self._members[parent.comment.author].person.first_name
        said = self._voices[book].answer(
            reply.text, table.bindings, context, to, parent.pick if parent else None
        )
        speaker = self._speaker(table, reply, chain)
        if not said or not said.text or speaker is None or said.text in self._said[speaker]:
            return
        self._said[speaker].add(said.text)
        comment = Comment(
            number=len(self.comments),
            author=speaker,
            post=post.number,
            parent=parent.comment.number if parent else None,
            content=said.text[0].upper() + said.text[1:],
            created_at=later(
                self._rng,
                parent.comment.created_at if parent else post.created_at,
                self._today,
                median_minutes=22 if parent else 55,
            ),
        )
        self.comments.append(comment)
        below = context.then(reply.text, said.text)
        for under in reply.replies:
            if table.posted.book == ADA or self._rng.random() < ANSWER_SHARE:
                self._reply(table, book, under, below, (*chain, _Turn(comment, said.pick)))

    def _speaker(self, table: _Table, reply: Reply, chain: tuple[_Turn, ...]) -> str | None:
        """The post's author, or who spoke before the author did, or the next guest."""
        author = table.posted.post.author
        if reply.by_author:
            return author
        if len(chain) >= 2 and chain[-1].comment.author == author:
            return chain[-2].comment.author
        return table.guests.pop() if table.guests else None
