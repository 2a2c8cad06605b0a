"""Which columns are the ends of an edge."""

from pathlib import Path

import pytest

from core.importers import ImportFailed

from .reading import pairs, read


def _swap(header: str) -> str:
    return f"{header}\n1,2\n2,3\n"


@pytest.mark.parametrize(
    "header",
    [
        "source,target", "Source,Target", "SOURCE,TARGET", "src,dst", "from,to", "From,To",
        "from_id,to_id", "FromNodeId,ToNodeId", "follower,followee", "follower,following",
        "Follower,Followed", "follower_id,followee_id", "followerId,followeeId",
        "Follower ID,Followee ID", "follower-id,followed-id", "follower_user_id,followed_user_id",
        "user,friend", "user_id,friend_id", "userID,friendID", "user,followee", "user,following",
        "user_id,followed_id", "username,following", "follower,user", "follower_id,user_id",
        "node1,node2", "node_1,node_2", "id_1,id_2", "Node 1,Node 2", "user1,user2", "u,v",
        "a,b", "i,j", "x,y", "user_a,user_b", "person1,person2", "numeric_id_1,numeric_id_2",
        "v1,v2", "Person.id,Person.id", "user,user", "did,subject", "author,subject",
        "actor_did,subject_did", "subject,object", "source_user_id,target_user_id",
        "start,end", ":START_ID,:END_ID", "first,second", "sender,receiver", "SourceId,TargetId",
        "fromnodeid,tonodeid", "sourceid,targetid", "trustor,trustee", "node0,node1",
        " source , target ", '"source","target"', "from_user,to_user", "source_name,target_name",
        "ego,alter",
    ],
)  # fmt: skip
def test_names_in_both_orders(tmp_path: Path, header: str) -> None:
    path = tmp_path / "net.csv"
    assert pairs(read(path, f"{header}\n1,2\n2,3\n")) == [("1", "2"), ("2", "3")]
    one, other = header.split(",")
    if one.strip(' "') != other.strip(' "'):
        assert pairs(read(path, f"{other},{one}\n1,2\n2,3\n")) == [("2", "1"), ("3", "2")]


@pytest.mark.parametrize(
    "content",
    [
        "target,source\nbob,ada\n",
        "followee,follower\nbob,ada\n",
        ",source,target\n0,ada,bob\n",
        "id,source,target\n7,ada,bob\n",
        "Unnamed: 0,source,target\n0,ada,bob\n",
        "index;target;source\n0;bob;ada\n",
        "follower_id,followee_id\nada,bob\n",
        "node1,node2\nada,bob\n",
        "user_id,follower_id\nbob,ada\n",
        "Source,Target,Type,Id,Label,Weight\nada,bob,Directed,0,,1.0\n",
        "Id,Label,Source,Target\n0,x,ada,bob\n",
        "weight,to,from\n5,bob,ada\n",
        '"source" "target"\n"1" "ada" "bob"\n',
        "source,target,weight,\nada,bob,1,\n",
        "source\ttarget\nada\tbob\n",
        "source|target\nada|bob\n",
        "sep=;\nsource;target\nada;bob\n",
        "# source target\nada bob\n",
        "# target source\nbob ada\n",
        "#target,source\nbob,ada\n",
        "# user follower\nbob ada\n",
        "uri,cid,author,subject,createdAt\nat://x,bafy,ada,bob,2024-01-01T00:00:00Z\n",
        "| source | target |\n| ada | bob |\n",
        "source,target,source_name,target_name\nada,bob,Ada L,Bob B\n",
        "source,target,start,end\nada,bob,1,2\n",
        "follower,followee,follower_count\nada,bob,12\n",
        "follower_id,follower_name,followee_id,followee_name\nada,Ada L,bob,Bob B\n",
        "source,target,notes\nada,bob,\n",
    ],
)
def test_one_edge_from_ada_to_bob(tmp_path: Path, content: str) -> None:
    assert pairs(read(tmp_path / "net.csv", content)) == [("ada", "bob")]


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        ("foo,bar\n1,2\n", "columns foo, bar are not understood"),
        ("head,tail\n1,2\n", "columns head, tail"),
        ("parent,child\n1,2\n", "columns parent, child"),
        ("user,item\n1,2\n", "columns user, item"),
        ("user_id,movie_id,rating\n1,2,5\n", "columns user_id, movie_id, rating"),
        ("user,followers,following\nada,5,7\n", "numbers of followers"),
        ("username,following\nada,7\n", "only one end of its edges holds numbers"),
        ("username,followers_count,friends_count\nada,5,7\n", "username"),
        ("source,from,target\n1,2,3\n", "both source and from could be the follower"),
        ("user,friend,from,to\n1,2,1,2\n", "could be the follow"),
        ("follower_id,followee_name\n1,bob\n", "not ids of the same kind"),
        ("from_user,to_post\n1,2\n", "not ids of the same kind"),
        ("user,friend_of\n1,2\n", "user, friend_of"),
        ("id,label\n1,Ada\n", "columns id, label"),
        ("name,age\nada,5\n", "columns name, age"),
        ("Account address,Show boosts,Notify on new posts,Languages\na@b.org,true,false,\n",
         "--followed-by NAME"),
        ("Account address\na@b.org\n", "--followed-by NAME"),
        ("a,b\nalice,bob\n", "--first-line header or --first-line edge"),
        ("source,target\n1,2\n", ""),
    ],
)  # fmt: skip
def test_names_that_are_not_understood(tmp_path: Path, content: str, seen: str) -> None:
    path = tmp_path / "net.csv"
    if not seen:
        assert pairs(read(path, content)) == [("1", "2")]
        return
    with pytest.raises(ImportFailed) as refused:
        read(path, content)
    assert seen in str(refused.value)


@pytest.mark.parametrize(
    ("content", "edges"),
    [
        ("a b\nb c\n", [("a", "b"), ("b", "c")]),
        ("u,v\nv,w\n", [("u", "v"), ("v", "w")]),
        ("node1,node2\nnode2,node3\n", [("node1", "node2"), ("node2", "node3")]),
        ("n1 n2\nn3 n4\n", [("n1", "n2"), ("n3", "n4")]),
        ("alice,bob\nbob,carol\n", [("alice", "bob"), ("bob", "carol")]),
        ("alice,bob\n", [("alice", "bob")]),
    ],
)  # fmt: skip
def test_ids_that_look_like_names(
    tmp_path: Path, content: str, edges: list[tuple[str, str]]
) -> None:
    assert pairs(read(tmp_path / "net.csv", content)) == edges


def test_options_name_columns(tmp_path: Path) -> None:
    path = tmp_path / "net.csv"
    content = "foo,bar,baz\n1,2,9\n"
    assert pairs(read(path, content, follower_column="bar", followee_column="foo")) == [("2", "1")]
    assert pairs(read(path, content, follower_column="3", followee_column="1")) == [("9", "1")]
    assert pairs(read(path, "5 6 7\n", follower_column="3", followee_column="2")) == [("7", "6")]
    with pytest.raises(ImportFailed, match="There is no column qux; the columns are foo, bar, baz"):
        read(path, content, follower_column="qux", followee_column="foo")


def test_options_say_what_the_first_line_is(tmp_path: Path) -> None:
    path = tmp_path / "net.csv"
    content = "a,b\nalice,bob\n"
    assert pairs(read(path, content, first_line="edge")) == [("a", "b"), ("alice", "bob")]
    assert pairs(read(path, content, first_line="header")) == [("alice", "bob")]
    assert pairs(read(path, content, first_line="skip")) == [("alice", "bob")]


def test_lists_of_people(tmp_path: Path) -> None:
    path = tmp_path / "following_accounts.csv"
    content = (
        "Account address,Show boosts,Notify on new posts,Languages\n"
        'bob@a.org,true,false,\ncyd@b.org,true,false,"en, de"\n'
    )
    assert pairs(read(path, content, followed_by="ada@c.org")) == [
        ("ada@c.org", "bob@a.org"), ("ada@c.org", "cyd@b.org"),
    ]  # fmt: skip
    followers = "Account address\nbob@a.org\ncyd@b.org\n"
    assert pairs(read(path, followers, following="ada@c.org")) == [
        ("bob@a.org", "ada@c.org"), ("cyd@b.org", "ada@c.org"),
    ]  # fmt: skip
    assert pairs(read(path, "bob\ncyd\n", followed_by="ada")) == [("ada", "bob"), ("ada", "cyd")]
    with pytest.raises(ImportFailed, match="muted or blocked"):
        read(path, "Account address,Hide notifications\nbob@a.org,true\n", followed_by="ada")
    with pytest.raises(ImportFailed, match="both ends"):
        read(path, "source,target\n1,2\n", followed_by="ada")
