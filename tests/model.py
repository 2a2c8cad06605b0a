"""A network in dicts and sets: what both stores must hold, whatever happened on the way."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import NamedTuple, Protocol, TypeVar

from core.common.errors import Forbidden, InvalidInput, NotFound
from graph.edges import (
    BLOCKS,
    COMMENTED_ON,
    EDGE_NAMED,
    EDGES,
    FOLLOWS,
    LIKED,
    MUTES,
    POST,
    REQUESTED,
    USER,
    Edge,
)
from tests.graph_state import Node

EdgeWithProperties = tuple[str, int, int, dict[str, object]]
Row = TypeVar("Row", Node, EdgeWithProperties)
AMONG_PEOPLE = {edge.name for edge in EDGES if edge.to is USER}
UNDONE = {edge.name: edge.tombstone for edge in EDGES}
# The edges that cause a notification.
NOTICES = {FOLLOWS: "follow", LIKED: "like", REQUESTED: "request"}


class Stamp(NamedTuple):
    """What the journal says of the entry that decided something."""

    version: int
    since: int


class Log(Protocol):
    """The entries of one act, in their order."""

    def take(
        self, kind: str, *, actor: int, target: int = 0, comment: int = 0, username: str = ""
    ) -> Stamp:
        """The next entry of the act is this one."""


class EdgeKey(NamedTuple):
    """An edge as the journal tells it from others; `cid` is 0 but for comments."""

    type: str
    start: int
    end: int
    cid: int = 0


class NoticeKey(NamedTuple):
    """One act, as in the notification of its recipient."""

    kind: str
    recipient: int
    actor: int
    post: int | None = None
    comment: int | None = None


@dataclass
class Notice:
    """What has become of a notification."""

    read: bool = False
    withdrawn: bool = False


@dataclass
class Person:
    """Somebody, and the entry that gave the name."""

    username: str
    version: int
    suspended: int | None = None
    reinstated: int | None = None
    private: bool = False


@dataclass
class Remark:
    """A comment; `parent` is the comment it replies to."""

    author: int
    post: int
    parent: int | None


@dataclass
class Network:
    """Acts change it as the services must; what they refuse raises the same class of error."""

    people: dict[int, Person] = field(default_factory=dict)
    # Names that people had before, and whose they were.
    reserved: dict[str, int] = field(default_factory=dict)
    posts: dict[int, int] = field(default_factory=dict)
    comments: dict[int, Remark] = field(default_factory=dict)
    edges: dict[EdgeKey, Stamp] = field(default_factory=dict)
    undone: dict[EdgeKey, int] = field(default_factory=dict)
    gone_people: dict[int, int] = field(default_factory=dict)
    gone_posts: dict[int, int] = field(default_factory=dict)
    notices: dict[NoticeKey, Notice] = field(default_factory=dict)

    def sign_up(self, uid: int, username: str, log: Log) -> None:
        self._check_free(username, uid)
        stamp = log.take("user_saved", actor=uid, username=username)
        self.people[uid] = Person(username, stamp.version)

    def rename(self, uid: int, username: str, log: Log) -> None:
        self._check_people(uid)
        self._check_free(username, uid)
        if self.people[uid].username != username:
            stamp = log.take("user_saved", actor=uid, username=username)
            self.reserved[self.people[uid].username.lower()] = uid
            self.people[uid].username, self.people[uid].version = username, stamp.version

    def suspend(self, uid: int, log: Log) -> None:
        self._check_people(uid)
        person = self.people[uid]
        if person.suspended is None:
            person.suspended = log.take("suspended", actor=uid).version
            person.reinstated = None

    def reinstate(self, uid: int, log: Log) -> None:
        self._check_people(uid)
        person = self.people[uid]
        if person.suspended is not None:
            person.reinstated = log.take("reinstated", actor=uid).version
            person.suspended = None

    def post(self, author: int, pid: int, log: Log) -> None:
        self._check_people(author)
        log.take("posted", actor=author, target=pid)
        self.posts[pid] = author

    def delete_post(self, editor: int, pid: int, log: Log) -> None:
        self._check_post(pid, editor)
        if self.posts[pid] != editor:
            raise Forbidden("")
        self._remove_post(pid, log)

    def make(self, edge: Edge, actor: int, target: int, log: Log) -> None:
        """Follow, like, dismiss: whatever is nothing but an edge."""
        if edge.to is USER and actor == target:
            raise InvalidInput("")
        self._check_ends(edge, actor, target)
        if edge in (FOLLOWS, REQUESTED):
            self._follow(actor, target, log)
            return
        if edge is BLOCKS and EdgeKey(edge.name, actor, target) not in self.edges:
            self._part(actor, target, log)
        if self._make(edge, EdgeKey(edge.name, actor, target), log) and edge in NOTICES:
            self._notify(self._notice(edge, actor, target))

    def undo(self, edge: Edge, actor: int, target: int, log: Log) -> None:
        self._check_ends(edge, actor, target)
        if edge is FOLLOWS:
            self._end_request(actor, target, log)
        if self._undo(edge, EdgeKey(edge.name, actor, target), log) and edge in NOTICES:
            self._withdraw(self._notice(edge, actor, target))

    def remove_follower(self, uid: int, follower: int, log: Log) -> None:
        self._check_people(uid)
        self._check_seen(uid, follower)
        if self._undo(FOLLOWS, EdgeKey(FOLLOWS.name, follower, uid), log):
            self._withdraw(self._notice(FOLLOWS, follower, uid))
            self._withdraw(NoticeKey("accepted", follower, uid))

    def answer(self, uid: int, follower: int, accept: bool, log: Log) -> None:
        """Accept or refuse a request, if there is one."""
        self._check_people(uid)
        self._check_seen(uid, follower)
        if self._end_request(follower, uid, log) and accept:
            self._make(FOLLOWS, EdgeKey(FOLLOWS.name, follower, uid), log)
            self._notify(NoticeKey("accepted", follower, uid))

    def change_privacy(self, uid: int, private: bool, log: Log) -> None:
        """Who becomes public accepts all requests, in the order of the followers."""
        self._check_people(uid)
        self.people[uid].private = private
        if private:
            return
        asked = sorted(
            key.start for key in self.edges if key.type == REQUESTED.name and key.end == uid
        )
        for follower in asked:
            self._end_request(follower, uid, log)
        for follower in asked:
            self._make(FOLLOWS, EdgeKey(FOLLOWS.name, follower, uid), log)
            self._notify(NoticeKey("accepted", follower, uid))

    def _follow(self, actor: int, target: int, log: Log) -> None:
        """Follow, or ask to."""
        follow, request = (EdgeKey(edge.name, actor, target) for edge in (FOLLOWS, REQUESTED))
        if follow in self.edges:
            return
        edge, key = (REQUESTED, request) if self.people[target].private else (FOLLOWS, follow)
        if self._make(edge, key, log):
            self._notify(self._notice(edge, actor, target))

    def _end_request(self, actor: int, target: int, log: Log) -> bool:
        ended = self._undo(REQUESTED, EdgeKey(REQUESTED.name, actor, target), log)
        if ended:
            self._withdraw(self._notice(REQUESTED, actor, target))
        return ended

    def blocks(self) -> set[tuple[int, int]]:
        """Who blocks whom."""
        return {(key.start, key.end) for key in self.edges if key.type == BLOCKS.name}

    def _part(self, one: int, other: int, log: Log) -> None:
        """What ends with a block: follows, requests, and unread notifications."""
        for start, end in sorted([(one, other), (other, one)]):
            for edge in (FOLLOWS, REQUESTED):
                self._undo(edge, EdgeKey(edge.name, start, end), log)
        for key in self.notices:
            if {key.recipient, key.actor} == {one, other}:
                self._withdraw(key)

    def comment(self, author: int, pid: int, cid: int, log: Log) -> None:
        self._check_post(pid, author)
        self._check_people(author)
        self._comment(Remark(author, pid, None), cid, log)
        self._notify(NoticeKey("comment", self.posts[pid], author, pid, cid))

    def reply(self, author: int, parent: int, cid: int, log: Log) -> None:
        self._check_comment(parent, author)
        self._check_people(author)
        above = self.comments[parent]
        self._comment(Remark(author, above.post, parent), cid, log)
        self._notify(NoticeKey("reply", above.author, author, above.post, cid))
        if above.author != self.posts[above.post]:
            self._notify(NoticeKey("comment", self.posts[above.post], author, above.post, cid))

    def delete_comment(self, editor: int, cid: int, log: Log) -> None:
        self._check_comment(cid, editor)
        gone = self.comments[cid]
        if editor not in (gone.author, self.posts[gone.post]):
            raise Forbidden("")
        for reply, other in self.comments.items():
            if other.parent == cid:
                other.parent = gone.parent
                if gone.author != self.posts[gone.post]:
                    key = NoticeKey("reply", gone.author, other.author, gone.post, reply)
                    self._withdraw(key)
        self._undo(COMMENTED_ON, EdgeKey("COMMENTED_ON", gone.author, gone.post, cid), log)
        self._forget_comments({cid})

    def read_one(self, viewer: int, key: NoticeKey) -> None:
        notice = self.notices[key]
        if key.recipient != viewer or notice.withdrawn or self._hides(key):
            raise NotFound("")
        notice.read = True

    def read_all(self, viewer: int) -> int:
        """Return how many were unread."""
        unread = [
            notice
            for key, notice in self.notices.items()
            if key.recipient == viewer and not notice.read and not notice.withdrawn
            if not self._hides(key)
        ]
        for notice in unread:
            notice.read = True
        return len(unread)

    def delete_account(self, uid: int, log: Log) -> None:
        self._check_people(uid)
        self.gone_people[uid] = log.take("user_deleted", actor=uid).version
        for pid in sorted(pid for pid, author in self.posts.items() if author == uid):
            self._remove_post(pid, log)
        for remark in self.comments.values():
            if remark.author != uid:
                remark.parent = self._nearest_that_stays(remark.parent, uid)
        self._forget_comments({cid for cid, each in self.comments.items() if each.author == uid})
        for key in [key for key in self.notices if uid in (key.recipient, key.actor)]:
            del self.notices[key]
        del self.people[uid]
        self.reserved = {name: of for name, of in self.reserved.items() if of != uid}
        self._forget_edges(
            lambda key: uid == key.start or (key.type in AMONG_PEOPLE and uid == key.end)
        )

    def graph_nodes(self) -> list[Node]:
        """Every node of the graph with its properties, sorted; the watermark aside."""
        found: list[Node] = [
            ("User", {"uid": uid, **_properties(person)}) for uid, person in self.people.items()
        ]
        found += [("Post", {"pid": pid, "author": author}) for pid, author in self.posts.items()]
        found += [
            ("DeletedUser", {"uid": uid, "version": v}) for uid, v in self.gone_people.items()
        ]
        found += [("DeletedPost", {"pid": pid, "version": v}) for pid, v in self.gone_posts.items()]
        return in_order(found)

    def graph_edges(self, watermark: int) -> list[EdgeWithProperties]:
        """Every edge with its properties, sorted; tombstones from the watermark on."""
        found: list[EdgeWithProperties] = [
            ("POSTED", author, pid, {}) for pid, author in self.posts.items()
        ]
        for key, (version, since) in self.edges.items():
            stamp = {**_cid(key), "since": since, "version": version}
            type_ = EDGE_NAMED[key.type].hidden if self._is_hidden(key) else key.type
            found.append((type_, key.start, key.end, stamp))
        for key, version in self.undone.items():
            if version >= watermark:
                left = {**_cid(key), "version": version}
                found.append((UNDONE[key.type], key.start, key.end, left))
        return in_order(found)

    def degree(self, type_: str, *, start: int | None = None, end: int | None = None) -> int:
        """How many edges of a type begin or end there, but for hidden ones."""
        return sum(
            key.type == type_ and start in (None, key.start) and end in (None, key.end)
            for key in self.edges
            if not self._is_hidden(key)
        )

    def _is_hidden(self, key: EdgeKey) -> bool:
        edge = EDGE_NAMED[key.type]
        ends = (key.start, key.end) if edge.to is USER else (key.start,)
        return bool(edge.hidden) and any(self._is_suspended(uid) for uid in ends)

    def _is_suspended(self, uid: int) -> bool:
        return uid in self.people and self.people[uid].suspended is not None

    def _hides(self, key: NoticeKey) -> bool:
        """Whether the recipient does not see who acted, or the post that it is about."""
        if key.post and not self._is_shown(key.recipient, key.post):
            return True
        return any(
            self._is_hidden_from(key.recipient, uid)
            for uid in (key.actor, self.posts[key.post] if key.post else key.recipient)
        ) or (EdgeKey(MUTES.name, key.recipient, key.actor) in self.edges)

    def _is_shown(self, viewer: int, pid: int) -> bool:
        """Whether a post is for this user: those of a private account are for its followers."""
        author = self.posts[pid]
        is_private = author in self.people and self.people[author].private
        follow = EdgeKey(FOLLOWS.name, viewer, author)
        return viewer == author or not is_private or follow in self.edges

    def _is_hidden_from(self, viewer: int, uid: int) -> bool:
        if uid == viewer:
            return False
        between = {(viewer, uid), (uid, viewer)}
        return self._is_suspended(uid) or not between.isdisjoint(self.blocks())

    def _check_seen(self, viewer: int, *others: int) -> None:
        self._check_people(*others)
        if any(self._is_hidden_from(viewer, uid) for uid in others):
            raise NotFound("")

    def _check_people(self, *uids: int) -> None:
        if not all(uid in self.people for uid in uids):
            raise NotFound("")

    def _check_ends(self, edge: Edge, actor: int, target: int) -> None:
        self._check_people(actor)
        if edge.to is POST:
            self._check_post(target, actor)
        elif edge is BLOCKS and (actor, target) in self.blocks():
            self._check_people(target)
            if self._is_suspended(target):
                raise NotFound("")
        else:
            self._check_seen(actor, target)

    def _notice(self, edge: Edge, actor: int, target: int) -> NoticeKey:
        if edge.to is USER:
            return NoticeKey(NOTICES[edge], target, actor)
        return NoticeKey(NOTICES[edge], self.posts[target], actor, target)

    def _check_post(self, pid: int, viewer: int) -> None:
        if pid not in self.posts:
            raise NotFound("")
        self._check_seen(viewer, self.posts[pid])
        if not self._is_shown(viewer, pid):
            raise NotFound("")

    def _check_comment(self, cid: int, viewer: int) -> None:
        if cid not in self.comments:
            raise NotFound("")
        self._check_seen(viewer, self.comments[cid].author)
        self._check_post(self.comments[cid].post, viewer)

    def _check_free(self, username: str, uid: int) -> None:
        for other, person in self.people.items():
            if other != uid and person.username.lower() == username.lower():
                raise InvalidInput("")
        if self.reserved.get(username.lower(), uid) != uid:
            raise InvalidInput("")

    def _make(self, edge: Edge, key: EdgeKey, log: Log) -> bool:
        if key in self.edges:
            return False
        self.edges[key] = log.take(edge.made_by, actor=key.start, target=key.end, comment=key.cid)
        self.undone.pop(key, None)
        return True

    def _undo(self, edge: Edge, key: EdgeKey, log: Log) -> bool:
        if self.edges.pop(key, None) is None:
            return False
        stamp = log.take(edge.undone_by, actor=key.start, target=key.end, comment=key.cid)
        self.undone[key] = stamp.version
        return True

    def _comment(self, remark: Remark, cid: int, log: Log) -> None:
        self._make(COMMENTED_ON, EdgeKey("COMMENTED_ON", remark.author, remark.post, cid), log)
        self.comments[cid] = remark

    def _notify(self, key: NoticeKey) -> None:
        if key.recipient != key.actor:
            self.notices.setdefault(key, Notice()).withdrawn = False

    def _withdraw(self, key: NoticeKey) -> None:
        notice = self.notices.get(key)
        if notice is not None and not notice.read:
            notice.withdrawn = True

    def _remove_post(self, pid: int, log: Log) -> None:
        stamp = log.take("post_deleted", actor=self.posts.pop(pid), target=pid)
        self.gone_posts[pid] = stamp.version
        self._forget_comments({cid for cid, each in self.comments.items() if each.post == pid})
        for key in [key for key in self.notices if key.post == pid]:
            del self.notices[key]
        self._forget_edges(lambda key: key.type not in AMONG_PEOPLE and key.end == pid)

    def _forget_comments(self, cids: set[int]) -> None:
        for cid in cids:
            del self.comments[cid]
        for key in [key for key in self.notices if key.comment in cids]:
            del self.notices[key]

    def _forget_edges(self, gone: Callable[[EdgeKey], bool]) -> None:
        for key in [key for key in self.edges if gone(key)]:
            del self.edges[key]
        for key in [key for key in self.undone if gone(key)]:
            del self.undone[key]

    def _nearest_that_stays(self, parent: int | None, leaving: int) -> int | None:
        while parent is not None and self.comments[parent].author == leaving:
            parent = self.comments[parent].parent
        return parent


def _properties(person: Person) -> dict[str, object]:
    """What the graph knows of somebody."""
    return {k: v for k, v in asdict(person).items() if v is not None and k != "private"}


def _cid(key: EdgeKey) -> dict[str, object]:
    return {"cid": key.cid} if key.type == "COMMENTED_ON" else {}


def in_order(found: Sequence[Row]) -> list[Row]:
    """Nodes or edges, sorted whatever the order of their properties."""
    return sorted(found, key=lambda row: str((*row[:-1], sorted(row[-1].items()))))
