"""A network in plain Python: who follows, blocks and mutes whom, and what each may read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.visibility import Audience
from core.visibility.lists import ListAudience

Pair = tuple[int, int]


@dataclass
class Written:
    """A post: whose it is, for whom, and whom it mentions."""

    author: int
    audience: Audience
    mentioned: int | None


@dataclass
class PrivateNetwork:
    """People are numbers; None reads without signing in. A pair is (who acts, to whom)."""

    people: list[int]
    suspended: set[int] = field(default_factory=set)
    private: set[int] = field(default_factory=set)
    followers_shown: dict[int, ListAudience] = field(default_factory=dict)
    follows: set[Pair] = field(default_factory=set)
    requests: set[Pair] = field(default_factory=set)
    blocks: set[Pair] = field(default_factory=set)
    mutes: set[Pair] = field(default_factory=set)
    posts: dict[int, Written] = field(default_factory=dict)
    likes: set[Pair] = field(default_factory=set)
    bookmarks: set[Pair] = field(default_factory=set)
    # Comment, author, post.
    comments: set[tuple[int, int, int]] = field(default_factory=set)

    def sees(self, viewer: int | None, person: int) -> bool:
        """Whether nothing hides the person."""
        if person in self.suspended and viewer != person:
            return False
        return viewer is None or not {(viewer, person), (person, viewer)} & self.blocks

    def seen(self, viewer: int | None, people: Iterable[int]) -> set[int]:
        """Those of the people who are not hidden."""
        return {person for person in people if self.sees(viewer, person)}

    def reads(self, viewer: int | None, pid: int) -> bool:
        """Whether the viewer may read the post."""
        post = self.posts[pid]
        author = post.author
        if not self.sees(viewer, author):
            return False
        if viewer in (author, post.mentioned) and viewer is not None:
            return True
        if post.audience is Audience.PUBLIC and author not in self.private:
            return True
        follows = (viewer, author) in self.follows
        if post.audience is Audience.MUTUALS:
            return follows and (author, viewer) in self.follows
        return follows and post.audience is not Audience.MENTIONED

    def readable(self, viewer: int | None) -> set[int]:
        """The posts that the viewer may read."""
        return {pid for pid in self.posts if self.reads(viewer, pid)}

    def feed(self, viewer: int) -> set[int]:
        """The posts of whom the viewer follows and does not mute."""
        return {
            pid
            for pid in self.readable(viewer)
            if (viewer, self.posts[pid].author) in self.follows - self.mutes
        }

    def followers(self, viewer: int | None, person: int) -> set[int]:
        """Whom the viewer finds in the list of the person's followers."""
        if not self._shows_followers(viewer, person):
            return set()
        return self.seen(viewer, (one for one, other in self.follows if other == person))

    def following(self, viewer: int | None, person: int) -> set[int]:
        """Whom the viewer finds in the list of those whom the person follows."""
        if viewer != person and person in self.private and (viewer, person) not in self.follows:
            return set()
        return self.seen(viewer, (other for one, other in self.follows if one == person))

    def likers(self, viewer: int | None, pid: int) -> set[int]:
        """Who likes the post, of whom the viewer sees."""
        return self.seen(viewer, (one for one, post in self.likes if post == pid))

    def comments_on(self, viewer: int | None, pid: int) -> set[int]:
        """The comments on the post that the viewer sees."""
        return {
            cid for cid, author, post in self.comments if post == pid and self.sees(viewer, author)
        }

    def bookmarked(self, viewer: int) -> set[int]:
        """The posts in the viewer's list of bookmarks."""
        return {pid for one, pid in self.bookmarks if one == viewer} & self.readable(viewer)

    def block(self, one: int, other: int) -> None:
        """Cut everything between the two."""
        self.blocks.add((one, other))
        for pair in ((one, other), (other, one)):
            self.follows.discard(pair)
            self.requests.discard(pair)

    def open(self, person: int) -> None:
        """Make a private account public: who asks follows now."""
        self.private.discard(person)
        asked = {pair for pair in self.requests if pair[1] == person}
        self.requests -= asked
        self.follows |= asked

    def _shows_followers(self, viewer: int | None, person: int) -> bool:
        if viewer == person:
            return True
        shown = self.followers_shown.get(person, ListAudience.EVERYBODY)
        if shown is ListAudience.EVERYBODY and person not in self.private:
            return True
        follows = (viewer, person) in self.follows
        if shown is ListAudience.MUTUALS:
            return follows and (person, viewer) in self.follows
        return follows and shown is not ListAudience.NOBODY
