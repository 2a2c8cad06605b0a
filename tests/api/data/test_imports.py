"""From somebody else's list to follows of here, and back, by the API."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.accounts.models import User
from core.blocks.services import block
from core.jobs.worker import drain
from tests.api.client import GraphQLClient, gid, token_of
from tests.core.relation_imports.previews import made_preview
from tests.everything import everything
from tests.factories import make_users
from tests.statements import statements
from tests.web import WebClient

pytestmark = pytest.mark.usefixtures("stores")

RECEIPT = "id kind state foundCount possibleCount missingCount total done hit restored"
LISTS = "found { username } possible { username } missing"
PREVIEW = f"""mutation ($file: Upload, $text: String, $kind: RelationImportKind!) {{
    previewRelationImport(file: $file, text: $text, kind: $kind) {{
        relationImport {{ {RECEIPT} {LISTS} }}
    }}
}}"""
IMPORT = f"""mutation ($id: ID!, $include: [ID!]! = []) {{
    importRelations(id: $id, include: $include) {{ relationImport {{ {RECEIPT} }} }}
}}"""
UNDO = f"""mutation ($id: ID!) {{
    undoRelation(id: $id) {{ user {{ id }} relationImport {{ {RECEIPT} }} }}
}}"""
ONE = f"query ($id: ID!) {{ relationImport(id: $id) {{ {RECEIPT} {LISTS} }} }}"
HISTORY = "{ relationHistory { nodes { kind cause user { username } } } }"
FILE = """Account address,Show boosts,Notify on new posts,Languages
bob@social.example.com,true,false,
cyd@elsewhere.example,true,false,
=cmd|x@elsewhere.example,true,false,
"""


def upload(user: User, content: bytes, kind: str = "FOLLOWS") -> Any:
    """The answer to a list that is sent as a file."""
    variables = {"file": None, "kind": kind}
    response = WebClient().post(
        "/graphql/",
        {
            "operations": json.dumps({"query": PREVIEW, "variables": variables}),
            "map": json.dumps({"0": ["variables.file"]}),
            "0": SimpleUploadedFile("../../following.csv", content, "text/csv"),
        },
        headers={"Authorization": f"Bearer {token_of(user)}", "GraphQL-Preflight": "1"},
    )
    return response.json()


def test_from_a_file_to_follows_and_back() -> None:
    ada, bob, cyd = make_users("ada", "bob", "cyd")
    client = GraphQLClient(ada)
    act = upload(ada, FILE.encode())["data"]["previewRelationImport"]["relationImport"]
    receipt = {
        "id": act["id"],
        "kind": "FOLLOWS",
        "state": "PREVIEW",
        "foundCount": 1,
        "possibleCount": 1,
        "missingCount": 1,
        "total": 0,
        "done": 0,
        "hit": 0,
        "restored": 0,
    }
    lists = {
        "found": [{"username": "bob"}],
        "possible": [{"username": "cyd"}],
        "missing": ["=cmd|x@elsewhere.example"],
    }
    assert act == {**receipt, **lists}
    assert GraphQLClient(bob).data(ONE, id=act["id"]) == {"relationImport": None}
    assert GraphQLClient(bob).refusal(IMPORT, id=act["id"]) == ("NOT_FOUND", "Act not found.", "id")
    begun = client.data(IMPORT, id=act["id"], include=[gid(cyd)])["importRelations"]
    receipt |= {"state": "RUNNING", "foundCount": 2, "possibleCount": 0, "total": 2}
    assert begun == {"relationImport": receipt}
    drain()
    receipt |= {"state": "DONE", "done": 2, "hit": 2}
    lists |= {"found": [{"username": "bob"}, {"username": "cyd"}], "possible": [], "missing": []}
    assert client.data(ONE, id=act["id"]) == {"relationImport": {**receipt, **lists}}
    assert client.data(HISTORY)["relationHistory"]["nodes"] == [
        {"kind": "FOLLOWED", "cause": "IMPORT", "user": {"username": name}}
        for name in ("cyd", "bob")
    ]
    receipt |= {"state": "UNDOING", "done": 0}
    assert GraphQLClient(bob).refusal(UNDO, id=act["id"])[0] == "NOT_FOUND"
    undone = {"user": None, "relationImport": receipt}
    assert client.data(UNDO, id=act["id"]) == {"undoRelation": undone}
    drain()
    receipt |= {"state": "UNDONE", "done": 2, "restored": 2}
    assert client.data(ONE, id=act["id"])["relationImport"] == {**receipt, **lists}


def test_who_blocks_the_user_is_as_who_never_was() -> None:
    ada, mal = make_users("ada", "mal")
    block(blocker=mal, person=ada.pk)
    found = [
        GraphQLClient(ada).data(PREVIEW, text=f"{name}@social.example.com", kind="FOLLOWS")
        for name in ("mal", "nobody")
    ]
    for each, name in zip(found, ("mal", "nobody"), strict=True):
        act = each["previewRelationImport"]["relationImport"]
        assert (act["found"], act["possible"]) == ([], [])
        assert (act["missingCount"], act["missing"]) == (1, [f"{name}@social.example.com"])


def test_what_is_no_list_changes_nothing() -> None:
    [ada] = make_users("ada")
    client = GraphQLClient(ada)
    before = everything()
    for content, message in (
        (b"\xff\xfe\x00", "The file is not a text in UTF-8."),
        (b"x" * (10 * 1024 * 1024), "The file is larger than 2 MiB."),
        (b"x" * 1_000_000, "Line 1 is longer than 1,000 characters."),
    ):
        [error] = upload(ada, content)["errors"]
        assert (error["message"], error["extensions"]["field"]) == (message, "file")
    neither = ("BAD_USER_INPUT", "Send a file or a text.", "file")
    assert client.refusal(PREVIEW, kind="MUTES") == neither
    assert client.refusal(PREVIEW, kind="MUTES", text="\0")[2] == "text"
    for escaped in ('["a\\u0000b"]', '["a\\ud800b"]'):
        nobody = client.refusal(PREVIEW, kind="MUTES", text=escaped)
        assert nobody == ("BAD_USER_INPUT", "The list names nobody.", "text")
    assert everything() == before


def test_many_users_take_as_many_statements_as_one() -> None:
    ada, *others = make_users("ada", *(f"user{number}" for number in range(30)))
    client = GraphQLClient(ada)
    counts = []
    for people in (others[:1], others):
        act = gid(made_preview(ada, *people))
        with statements() as sql:
            found = client.data(ONE, id=act)["relationImport"]["found"]
        counts.append((len(found), len(sql)))
    assert counts == [(1, 4), (30, 4)]
