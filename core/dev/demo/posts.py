"""Who posts what, and when: stories dealt from the books of their communities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from .book import Part, Story, read_book
from .communities import COMMUNITIES
from .people import ADA, Member
from .pictures import SCENES, Album, Picture
from .records import Post
from .rhythm import DAYS, Calendar
from .voice import Bindings, Context, Deck, Voice

POSTS = 2000
EVERYDAY = "everyday"
EVERYDAY_SHARE = 0.09
EDITED_SHARE = 0.04
SECOND_IMAGE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class StoryPost:
    """A post with what its comments are spoken from: its part of a story, the values of the slots,
    and the context, which ends with the post itself."""

    post: Post
    part: Part
    book: str
    question: bool
    bindings: Bindings
    context: Context


class Library:
    """The voices, story decks and pictures of all books, and the stories already used."""

    def __init__(self, rng: Random, pictures: Album) -> None:
        keys = [community.key for community in COMMUNITIES] + [EVERYDAY, ADA]
        self.voices = {key: Voice(read_book(key), rng) for key in keys}
        self._decks = {key: Deck(read_book(key).stories, rng) for key in keys}
        self.pictures = pictures
        self._used: set[tuple[str, Story]] = set()

    def next_story(self, author: str, book: str, *, single: bool) -> Story | None:
        """A story the author has not used yet, or None where a dozen draws find none."""
        for _ in range(12):
            story = self._decks[book].draw()
            if (author, story) not in self._used and not (single and len(story.parts) > 1):
                self._used.add((author, story))
                return story
        return None


def make_posts(
    members: Sequence[Member],
    friends: Mapping[str, Sequence[str]],
    today: datetime,
    seed: int,
) -> tuple[StoryPost, ...]:
    """The posts in order of time; ``friends`` are first names that an author may mention."""
    rng = Random(f"{seed}:posts")
    library = Library(rng, Album(SCENES, Random(f"{seed}:pictures")))
    writers = _Writers(library, friends, today, rng)
    for story in read_book(ADA).stories:
        writers.tell(members[0], ADA, story)
    authors = [member for member in members if member.role in {"member", "hub"}]
    weights = [member.liveliness for member in authors]
    for member in members:
        if member.role == "newcomer":
            writers.tell_one(member, single=True)
    while len(writers.posted) < POSTS:
        writers.tell_one(rng.choices(authors, weights)[0], single=len(writers.posted) > POSTS - 3)
    ordered = sorted(
        writers.posted, key=lambda posted: (posted.post.created_at, posted.post.number)
    )
    return tuple(_renumbered(posted, number) for number, posted in enumerate(ordered))


def _renumbered(posted: StoryPost, number: int) -> StoryPost:
    return replace(posted, post=replace(posted.post, number=number))


class _Writers:
    """Tells stories one after another; ``posted`` grows."""

    def __init__(
        self,
        library: Library,
        friends: Mapping[str, Sequence[str]],
        today: datetime,
        rng: Random,
    ) -> None:
        self._library = library
        self._friends = friends
        self._today = today
        self._rng = rng
        self._moments = Random(rng.random())
        self._calendars = {key: Calendar(today, rng) for key in library.voices}
        self._contents: set[str] = set()
        self.posted: list[StoryPost] = []

    def tell_one(self, member: Member, *, single: bool) -> None:
        """A story of one of the member's communities, or of every day."""
        books = (*member.person.communities, EVERYDAY)
        shares = (*(1.0, 0.45)[: len(books) - 1], EVERYDAY_SHARE)
        book = self._rng.choices(books, shares)[0]
        story = self._library.next_story(member.username, book, single=single)
        if story is not None:
            self.tell(member, book, story)

    def tell(self, member: Member, book: str, story: Story) -> None:
        """Every part of the story, unless its words have been posted before."""
        bindings: Bindings = {"friend": self._rng.choice(self._friends[member.username])}
        span = sum(part.days_later for part in story.parts)
        joined_days = (self._today - member.person.joined_at).days
        at = self._calendars[book].moment(
            self._moments, story.tags, oldest=min(DAYS, joined_days), newest=1 + span
        )
        context = Context()
        for part in story.parts:
            if part.days_later:
                at += timedelta(days=part.days_later, minutes=self._moments.randint(-50, 50))
                at = min(at, self._today - timedelta(minutes=self._moments.randint(20, 90)))
            said = self._say(book, part, at, bindings, context)
            if said in self._contents:
                return
            self._contents.add(said)
            context = context.then(part.text, said)
            post = Post(
                number=len(self.posted),
                author=member.username,
                content=said,
                created_at=at,
                edited_at=self._edit(at),
                images=self._images(book, story, bindings) if part is story.parts[0] else (),
            )
            question = "question" in story.tags and part is story.parts[0]
            self.posted.append(StoryPost(post, part, book, question, dict(bindings), context))

    def _say(
        self, book: str, part: Part, at: datetime, bindings: Bindings, context: Context
    ) -> str:
        bindings["weekday"] = f"{at:%A}"
        bindings["yesterday"] = f"{at - timedelta(days=1):%A}"
        bindings["tomorrow"] = f"{at + timedelta(days=1):%A}"
        said = self._library.voices[book].say(part.text, bindings, context)
        return said[0].upper() + said[1:]

    def _edit(self, at: datetime) -> datetime | None:
        edited, minutes = self._rng.random() < EDITED_SHARE, self._rng.randint(2, 15)
        return at + timedelta(minutes=minutes) if edited else None

    def _images(self, book: str, story: Story, bindings: Bindings) -> tuple[Picture, ...]:
        if "photo" not in story.tags:
            return ()
        named = sorted(story.tags & {picture.kind for picture in SCENES})
        kind = named[0] if named else next(c.scene for c in COMMUNITIES if c.key == book)
        count = 2 if self._rng.random() < SECOND_IMAGE_SHARE else 1
        drawn = (self._library.pictures.draw(kind, bindings) for _ in range(count))
        return tuple(dict.fromkeys(drawn))
