"""`manage.py shell`, in a terminal as people have it."""

import os
import pty
import subprocess
import sys

import pytest

from core.follows.services import follow
from core.relay.relay import drain
from tests.factories import make_users
from tests.programs import run

LINES = """\
[u.username for u in User.nodes.get(username="ada").following.all()]
UserModel.objects.get(username="ada").email
read("MATCH (u:User) RETURN count(u) AS people")[0]["people"]
user_counts([1])[1].following
exit()
"""


@pytest.fixture
def people(stores: None) -> None:
    """Ada, who follows Bob."""
    ada, bob = make_users("ada", "bob")
    follow(follower=ada, followee=bob.pk)
    drain()


def typed(lines: str) -> str:
    """What a terminal shows when these lines are typed into a shell."""
    ours, theirs = pty.openpty()
    environ = {**os.environ, "TERM": "dumb", "PYTHON_BASIC_REPL": "1"}
    with subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-startup"],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environ,
    ) as shell:  # fmt: skip
        os.close(theirs)
        os.write(ours, lines.encode())
        seen = b""
        try:
            while piece := os.read(ours, 4096):
                seen += piece
        except OSError:  # the other end has closed it
            pass
        assert shell.wait(30) == 0, seen.decode()
    os.close(ours)
    return seen.decode().replace("\r\n", "\n")


def test_both_stores_answer_and_the_banner_names_them(people: None) -> None:
    seen = typed(LINES)
    results = [line.rpartition(">>> ")[2] for line in seen.splitlines()[-9:]]
    for result in ("['bob']", "'ada@example.com'", "2", "1"):
        assert result in results
    banner = seen[seen.index("PostgreSQL  Django models") :]
    assert "UserModel" in banner.splitlines()[1]
    assert banner.splitlines()[3].split() == [
        "DeletedPost,", "DeletedUser,", "LeavingPost,", "LeavingUser,",
        "Post,", "User,", "Watermark",
    ]  # fmt: skip
    assert "user_counts" in banner


def test_a_command_prints_no_banner(people: None) -> None:
    said = run("manage.py", "shell", "-c", "print(User.nodes.get(uid=2).username)")
    assert said.stdout == "bob\n"


def test_names_of_both_stores_are_apart(installed: None) -> None:
    program = "print(User.__module__, UserModel.__module__, Post.__module__, PostModel.__module__)"
    said = run("manage.py", "shell", "-c", program)
    assert said.stdout == "graph.nodes core.accounts.models graph.nodes core.posts.models\n"
